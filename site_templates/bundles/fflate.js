// Writes the zip of a scaffold's preview.
export { strToU8, zipSync } from "fflate";
