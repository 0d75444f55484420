/* The search dialog: one box that asks both indexes, and a list to choose from by keyboard. */

import { findApiNames } from "./search-apis.js";
import { findDocs, loadDocs, someDocs } from "./search-docs.js";
import { loadEntities } from "./search-entities.js";
import { findEntities, similarEntities, someEntities } from "./search-find.js";
import { findPackages } from "./search-packages.js";
import { blocksOf, entityOption, group } from "./search-list.js";
import { summaryOf } from "./search-summary.js";

const ROOT = new URL("../../", import.meta.url);
const ENTITIES_SHOWN = 7;
const DOCS_SHOWN = 5;
const PACKAGES_SHOWN = 4;
const API_NAMES_SHOWN = 5;
const MORE = 30;
const DOCS_DELAY = 120;

const MARKUP = `
  <form method="dialog" class="cs-search__bar" role="search">
    <input class="cs-search__input" type="text" role="combobox" aria-label="Search the portal"
      aria-expanded="false" aria-controls="cs-search-list" aria-autocomplete="list"
      aria-describedby="cs-search-status" autocomplete="off" autocapitalize="off" spellcheck="false"
      enterkeyhint="go" placeholder="Name, tag, owner, or words of the documentation">
    <button class="cs-search__close" type="submit" aria-label="Esc: close search">Esc</button>
  </form>
  <div class="cs-search__facets" role="group" aria-label="Narrow the results">
    <label>Kind <select data-facet="kind"><option value="">any</option></select></label>
    <label>Owner <select data-facet="owner"><option value="">anyone</option></select></label>
    <label>Type <select data-facet="type"><option value="">any</option></select></label>
  </div>
  <p class="cs-search__status" id="cs-search-status" role="status"></p>
  <div class="cs-search__list" id="cs-search-list" role="listbox" aria-label="Results"></div>
  <p class="cs-search__keys" aria-hidden="true"><kbd>↑</kbd> <kbd>↓</kbd> choose
    <kbd>Enter</kbd> open <kbd>Esc</kbd> close <kbd>?</kbd> all keys</p>`;

let dialog;
const parts = {};
const state = { run: 0, active: -1, start: 0, moved: false, more: {}, timer: 0 };

/** Open the dialog, with `query` typed already where one is given. */
export function openSearch(query = "") {
  dialog ??= makeDialog();
  if (!dialog.open) dialog.showModal();
  if (query) parts.input.value = query;
  parts.input.focus();
  if (!query) parts.input.select();
  loadDocs();
  update();
}

function makeDialog() {
  const made = document.createElement("dialog");
  made.className = "cs-search md-typeset";
  made.setAttribute("aria-label", "Search");
  made.innerHTML = MARKUP;
  document.body.append(made);
  parts.input = made.querySelector("input");
  parts.status = made.querySelector("[role=status]");
  parts.list = made.querySelector("[role=listbox]");
  parts.facets = [...made.querySelectorAll("[data-facet]")];
  made.querySelector("form").addEventListener("keydown", onKey);
  parts.input.addEventListener("input", fresh);
  parts.facets.forEach((select) => select.addEventListener("change", fresh));
  parts.list.addEventListener("click", onChoice);
  made.addEventListener("click", (event) => event.target === made && made.close());
  return made;
}

function fresh() {
  Object.assign(state, { start: 0, moved: false, more: {} });
  update();
}

function wanted() {
  return Object.fromEntries(parts.facets.map((select) => [select.dataset.facet, select.value]));
}

async function update() {
  const run = ++state.run;
  const query = parts.input.value;
  clearTimeout(state.timer);
  parts.list.setAttribute("aria-busy", String(Boolean(query.trim())));
  let catalog;
  try {
    catalog = await loadEntities();
  } catch {
    showStatus("The list of entities could not be loaded; documentation is still searched.");
  }
  if (run !== state.run) return;
  if (catalog) fillFacets(catalog.facets);
  if (!query.trim()) return showStart();
  const found = await find(query, catalog, run);
  if (!found) return;
  show(query, catalog, found);
  parts.list.setAttribute("aria-busy", "false");
}

/** What is found, shown first without the documentation; null where another search has begun. */
async function find(query, catalog, run) {
  const narrowed = wanted();
  const found = { entities: catalog ? findEntities(catalog, query, narrowed) : [], similar: [], some: [], docs: null, packages: null, apis: null };
  if (catalog && !found.entities.length) found.similar = similarEntities(catalog, query, narrowed);
  show(query, catalog, found);
  // Their files have to be loaded at the first keys: nothing else waits for them.
  const named = findApiNames(query, catalog, narrowed, state.more.apis ? MORE : API_NAMES_SHOWN).then((apis) => {
    if (!apis.similar) found.apis = apis;
    if (run === state.run && found.apis?.total) show(query, catalog, found);
    return apis;
  });
  await new Promise((resume) => (state.timer = setTimeout(resume, DOCS_DELAY)));
  const plainly = !Object.values(narrowed).some(Boolean);
  if (plainly) found.packages = await findPackages(query, state.more.packages ? MORE : PACKAGES_SHOWN);
  found.docs = await findDocs(query, narrowed, state.more.docs ? MORE : DOCS_SHOWN);
  const apis = await named;
  const others = [found.entities.length, found.similar.length, found.docs.total, found.packages?.total].some(Boolean);
  if (!others) found.apis = apis;
  if (run === state.run && !others && !apis.total) {
    const pages = await someDocs(query, narrowed, MORE);
    const entities = catalog ? someEntities(catalog, query, narrowed) : [];
    found.some = [...entities, ...pages].sort((a, b) => b.has.length - a.has.length);
  }
  return run === state.run ? found : null;
}

function fillFacets(facets) {
  for (const select of parts.facets) {
    if (select.options.length > 1) continue;
    for (const { value, label, count } of facets[select.dataset.facet]) {
      select.append(new Option(`${label} (${count})`, value));
    }
  }
}

function show(query, catalog, found) {
  const kept = state.moved && parts.list.querySelector("[aria-selected=true]")?.getAttribute("href");
  const limits = {
    entities: state.more.entities ? MORE : ENTITIES_SHOWN,
    some: state.more.some ? MORE : ENTITIES_SHOWN,
  };
  parts.list.replaceChildren(...blocksOf(found, { query, catalog, limits, root: ROOT }));
  const all = options();
  all.forEach((option, number) => (option.id = `cs-search-${number}`));
  const again = all.findIndex((option) => kept && option.getAttribute("href") === kept);
  activate(again < 0 ? state.start : again);
  showStatus(summaryOf(query, found, parts.facets.some((select) => select.value)));
}

function showStart() {
  const places = [
    ["Catalog", "catalog/", "all components, APIs, teams"],
    ["Documentation", "docs/", "of every repository"],
    ["APIs", "catalog/?kind=api", "and who uses them"],
    ["Create", "create/", "start from a template"],
  ];
  const links = places.map(([title, path, description]) =>
    entityOption({ title, name: title, path, description, kind: "", type: "", ownerTitle: "" }, "", ROOT),
  );
  parts.list.replaceChildren(group("Go to", links, 0, ""));
  options().forEach((option, number) => (option.id = `cs-search-${number}`));
  activate(-1);
  showStatus("Type a name, a tag, a team or some words.");
}

function showStatus(text) {
  if (parts.status.textContent !== text) parts.status.textContent = text;
}

const options = () => [...parts.list.querySelectorAll("[role=option]")];

function activate(number) {
  const all = options();
  state.active = all.length ? Math.min(number, all.length - 1) : -1;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === state.active)));
  parts.input.setAttribute("aria-expanded", String(all.length > 0));
  parts.list.hidden = !all.length;
  const chosen = all[state.active];
  if (!chosen) return parts.input.removeAttribute("aria-activedescendant");
  parts.input.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (event.target !== parts.input || event.isComposing) return;
  const count = options().length;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves && count) {
    event.preventDefault();
    state.moved = true;
    activate((state.active + moves[event.key] + (state.active < 0 && event.key === "ArrowUp" ? 1 : 0) + count) % count);
  } else if (event.key === "Enter") {
    event.preventDefault();
    options()[Math.max(0, state.active)]?.click();
  }
}

function onChoice(event) {
  const option = event.target.closest("[role=option]");
  if (!option) return;
  if (option.dataset.more) {
    event.preventDefault();
    state.more[option.dataset.more] = true;
    Object.assign(state, { start: options().indexOf(option), moved: false });
    parts.input.focus();
    update();
  } else if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
    dialog.close();
  }
}
