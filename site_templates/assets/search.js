/* Opens search: `/`, Ctrl-K, the magnifier, or any [data-cs-search]. Small, since every page loads
   it; the dialog itself comes when the browser is idle. */

import { listenForKeys } from "./keys.js";

const ROOT = new URL("../../", import.meta.url);
const dialog = () => import("./search-dialog.js");

async function openSearch(query = "") {
  (await dialog()).openSearch(query);
}

function onOpener(event) {
  const opener = event.target.closest?.("[data-cs-search]");
  if (!opener || (opener.tagName === "A" && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  openSearch(opener.dataset.csSearch || opener.value || "");
}

function start() {
  document.addEventListener("click", onOpener);
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("input[data-cs-search]")) onOpener(event);
  });
  listenForKeys(ROOT, openSearch);
  // The theme's own magnifier is a label of this checkbox.
  const toggle = document.getElementById("__search");
  toggle?.addEventListener("change", () => {
    if (!toggle.checked) return;
    toggle.checked = false;
    openSearch();
  });
  (window.requestIdleCallback ?? setTimeout)(dialog);
}

start();
