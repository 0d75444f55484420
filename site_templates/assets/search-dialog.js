/* The search dialog: one box that asks both indexes, and a list to choose from by keyboard. */

import { findDocs, loadDocs } from "./search-docs.js";
import { documentedBy, findEntities, loadEntities } from "./search-entities.js";
import { docsOption, entityOption, group } from "./search-list.js";

const ROOT = new URL("../../", import.meta.url);
const ENTITIES_SHOWN = 7;
const DOCS_SHOWN = 5;
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
const state = { run: 0, active: -1, start: 0, moved: false, more: { entities: false, docs: false }, timer: 0 };

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
  Object.assign(state, { start: 0, moved: false, more: { entities: false, docs: false } });
  update();
}

function wanted() {
  return Object.fromEntries(parts.facets.map((select) => [select.dataset.facet, select.value]));
}

async function update() {
  const run = ++state.run;
  const query = parts.input.value;
  clearTimeout(state.timer);
  let catalog;
  try {
    catalog = await loadEntities();
  } catch {
    say("The list of entities could not be loaded; documentation is still searched.");
  }
  if (run !== state.run) return;
  if (catalog) fillFacets(catalog.facets);
  if (!query.trim()) return showStart();
  const entities = catalog ? findEntities(catalog, query, wanted()) : [];
  show(query, catalog, entities, null);
  state.timer = setTimeout(async () => {
    const docs = await findDocs(query, wanted(), state.more.docs ? MORE : DOCS_SHOWN);
    if (run === state.run) show(query, catalog, entities, docs);
  }, DOCS_DELAY);
}

function fillFacets(facets) {
  for (const select of parts.facets) {
    if (select.options.length > 1) continue;
    for (const { value, label, count } of facets[select.dataset.facet]) {
      select.append(new Option(`${label} (${count})`, value));
    }
  }
}

function show(query, catalog, entities, docs) {
  const kept = state.moved && parts.list.querySelector("[aria-selected=true]")?.getAttribute("href");
  const limit = state.more.entities ? MORE : ENTITIES_SHOWN;
  const blocks = [];
  if (entities.length) {
    const options = entities.slice(0, limit).map((entity) => entityOption(entity, query, ROOT));
    blocks.push(group("Catalog", options, entities.length - options.length, "entities"));
  }
  if (docs?.pages.length) {
    const options = docs.pages.map((page) => docsOption(page, documentedBy(catalog, page.path), ROOT));
    blocks.push(group("Documentation", options, docs.total - options.length, "docs"));
  }
  parts.list.replaceChildren(...blocks);
  const all = options();
  all.forEach((option, number) => (option.id = `cs-search-${number}`));
  const again = all.findIndex((option) => kept && option.getAttribute("href") === kept);
  activate(again < 0 ? state.start : again);
  announce(query, entities.length, docs);
}

function announce(query, entities, docs) {
  const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const found = [counted(entities, "entity", "entities")];
  if (docs) found.push(counted(docs.total, "page", "pages"));
  if (!docs || entities || docs.total) return say(found.join(", "));
  const narrowed = parts.facets.some((select) => select.value);
  say(
    `Nothing found for “${query.trim()}”. ` +
      (narrowed ? "Widen kind, owner or type above." : "Try fewer words, or part of a name."),
  );
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
  say("Type a name, a tag, a team or some words.");
}

function say(text) {
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
