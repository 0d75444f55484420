/* Keys that work on every page: `/` and Ctrl-K search, `g` then a letter goes, `?` lists them. */

import { pageAddress } from "./address.js";

const PLACES = {
  h: ["", "home"],
  c: ["catalog/", "catalog"],
  d: ["docs/", "documentation"],
  a: ["catalog/?kind=api", "APIs"],
  t: ["catalog/?kind=group", "teams"],
};
const PATIENCE = 1200;
let help;
let waiting = 0;

/** Listen on the document; `root` is the root of the site, `openSearch` opens the dialog. */
export function listenForKeys(root, openSearch) {
  // Capturing: some of these letters mean something to the theme as well.
  document.addEventListener("keydown", (event) => onKey(event, root, openSearch), true);
}

function onKey(event, root, openSearch) {
  const combined = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (combined && event.key.toLowerCase() === "k") return take(event, () => openSearch());
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const going = Date.now() - waiting < PATIENCE;
  waiting = 0;
  if (going && event.key in PLACES) {
    take(event, () => location.assign(new URL(pageAddress(PLACES[event.key][0]), root)));
  } else if (event.key === "/") {
    take(event, () => openSearch());
  } else if (event.key === "?") {
    take(event, showHelp);
  } else if (event.key === "g") {
    take(event, () => (waiting = Date.now()));
  }
}

function take(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function showHelp() {
  help ??= makeHelp();
  help.showModal();
}

function makeHelp() {
  const rows = [["/", "search (also Ctrl K)"]];
  for (const [key, [, title]] of Object.entries(PLACES)) rows.push([`g ${key}`, `go to ${title}`]);
  rows.push(["p n", "previous and next page"], ["?", "this list"], ["Esc", "close"]);
  const made = document.createElement("dialog");
  made.className = "cs-help md-typeset";
  made.setAttribute("aria-labelledby", "cs-help-title");
  const keys = (text) => text.split(" ").map((key) => `<kbd>${key}</kbd>`).join(" ");
  const list = rows.map(([key, text]) => `<dt>${keys(key)}</dt><dd>${text}</dd>`).join("");
  made.innerHTML = `<h2 id="cs-help-title">Keys</h2><dl>${list}</dl>
    <form method="dialog"><button class="md-button">Close</button></form>`;
  made.addEventListener("click", (event) => event.target === made && made.close());
  document.body.append(made);
  return made;
}
