/* The colours of the page for the canvas, which no style sheet reaches. */

/** The colours of a scheme; a canvas of WebGL knows no `color-mix`. */
export function themeOf(place) {
  const dark = document.body.dataset.mdColorScheme === "slate";
  const ground = getComputedStyle(document.body).backgroundColor;
  place.style.backgroundColor = ground;
  return dark
    ? { dark, ground, text: "#e6e8ee", dim: "#aab0bd", area: "#ffffff0a", border: "#ffffff2e", line: "#6b7280", faded: "#3a3f4b", strong: "#dfe3ea", missing: "#8a5a5a",
      edges: { declared: "#7b8494", inferred: "#c99a55", api: "#5d93c9" } }
    : { dark, ground, text: "#20242b", dim: "#5b616b", area: "#0000000a", border: "#00000026", line: "#b4b9c2", faded: "#e3e5e9", strong: "#30343b", missing: "#caa3a0",
      edges: { declared: "#7d8591", inferred: "#b8741a", api: "#4f87c2" } };
}
