/* Opens search: `/`, Ctrl-K, the magnifier, or any [data-cs-search]. Small, since every page loads
   it; the dialog itself comes when the browser is idle. */

import { listenForKeys } from "./keys.js";

const ROOT = new URL("../../", import.meta.url);
const dialog = () => import("./search-dialog.js");

let opening = false;
let typed = "";

async function openSearch(query = "") {
  if (opening) return;
  opening = true;
  typed = query;
  const { openSearch: open } = await dialog();
  opening = false;
  open(typed);
}

/** Who types on before the dialog is there means the dialog. */
function onEarlyKey(event) {
  if (!opening || event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  typed += event.key;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function onOpener(event) {
  const opener = event.target.closest?.("[data-cs-search]");
  if (!opener || (opener.tagName === "A" && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  openSearch(opener.dataset.csSearch || opener.value || "");
}

function start() {
  document.addEventListener("keydown", onEarlyKey, true);
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
