/* The page of a template: its form, and what it writes for the answers. */

import { json, library } from "./load.js";

export async function startCreate(place) {
  if (place.dataset.csStarted) return;
  place.dataset.csStarted = "";
  try {
    const [data] = await Promise.all([json(place.dataset.csCreate), library("scaffold-form"), library("nunjitsu")]);
    const { startWizard } = await import("./wizard.js");
    startWizard(place, data, place.dataset.csBase);
  } catch (error) {
    const note = place.querySelector("[data-cs-starting]");
    if (note) note.textContent = "The form cannot be loaded. The table and the command below say the same.";
    throw error;
  }
}
