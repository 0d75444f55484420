/* The catalog table: filters with counts, text, sorting, the view in the address, CSV. */

import { pageAddress } from "./address.js";
import { entityFilter, parseFilter } from "./filtering.js";
import { Rows, entityPath, facetsOf, names, toCsv } from "./rows.js";

const PAGE = 100;
/* Who types sees the rows of a screen at once; the others and the counts of the filters come when
   the keys pause. */
const SCREEN = 24;
const KEY_PAUSE = 150;
const SHOWN = 8;
const PAUSE = 400;
const SHOWN_ROWS = "catalogsiteRows";
const NARROW = matchMedia("(max-width: 59.984375em)");
/* The fixed columns of a view; those after them are declared in table.json. */
const COLUMNS = {
  catalog: [["name", "Name"], ["owner", "Owner"], ["system", "Part of"], ["type", "Type"], ["lifecycle", "Lifecycle"]],
  docs: [["name", "Name"], ["owner", "Owner"], ["system", "Part of"], ["type", "Type"]],
};

/** Make an element: `make("td", {class: "x"}, "text", child)`. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

export async function startTable(place) {
  const answer = await fetch(new URL(place.dataset.csTable, location.href));
  if (!answer.ok) return;
  const data = await answer.json();
  new Table(place, data).start();
}

/** The look of a lifecycle: what ends is marked, and an unknown one says on a phone of what. */
function lifeLook(word) {
  if (["deprecated", "retired", "eol"].includes(word)) return "cs-life--warn";
  return ["experimental", "unknown"].includes(word) ? `cs-life--${word}` : null;
}

/** The page of an entity, as the rows name it. */
function pathOf({ kind, metadata }) {
  return entityPath(metadata.namespace || "default", kind, metadata.name);
}

class Table {
  constructor(place, data) {
    this.place = place;
    this.base = place.dataset.csBase;
    this.docs = place.dataset.csView === "docs";
    this.rows = new Rows(data, this.docs);
    this.names = names(data);
    this.facets = facetsOf(data);
    const view = this.docs ? "docs" : "catalog";
    this.looks = new Map(data.columns.map(({ id, look }) => [id, look]));
    this.tones = data.tones;
    this.used = new Set([...this.looks.keys(), "system"].filter((id) => this.rows.uses(id)));
    this.fixed = COLUMNS[view].filter(([id]) => id !== "system" || this.used.has(id));
    this.declared = data.columns.filter(({ id, views }) => this.used.has(id) && (views.includes(view) || !this.docs));
    this.usual = this.declared.filter(({ views }) => views.includes(view)).map(({ id }) => id);
    this.csv = this.declared.filter(({ csv }) => csv).map(({ id }) => id);
    // What nobody sees by default is counted when its heading is opened.
    this.quiet = new Set(this.declared.map(({ id }) => id).filter((id) => !this.usual.includes(id)));
    this.limit = PAGE;
    this.open = new Set();
    this.made = new Map();
    this.folded = new Map();
    this.body = place.querySelector("[data-cs-rows]");
    this.filters = place.querySelector("[data-cs-filters]");
    this.toolbar = place.querySelector("[data-cs-toolbar]");
    this.count = place.querySelector("[data-cs-count]");
  }

  start() {
    const focused = document.activeElement;
    this.place.querySelector("[data-cs-static]")?.remove();
    this.more = make("button", { type: "button", class: "cs-linkish" });
    this.more.addEventListener("click", () => {
      this.limit += 5 * PAGE;
      this.draw();
      this.remember();
    });
    this.body.after(this.more);
    this.recall();
    this.read();
    this.tools();
    this.draw();
    if (!focused.isConnected) this.refocus(focused.href);
    this.rows.prepare();
    addEventListener("popstate", () => {
      this.recall();
      this.read();
      this.text.value = this.state.q;
      this.drawChooser?.();
      this.draw();
    });
    addEventListener("pagehide", () => this.remember());
    addEventListener("scroll", () => {
      clearTimeout(this.scrolling);
      this.scrolling = setTimeout(() => this.remember(), PAUSE);
    }, { passive: true });
  }

  /** Keep, with this step of the history, what is shown: by Back one comes to the same row again. */
  remember() {
    if (!this.place.isConnected || this.scroll !== null) return;
    const shown = { rows: this.limit, scroll: Math.round(scrollY), open: [...this.open] };
    history.replaceState({ ...history.state, [SHOWN_ROWS]: shown }, "");
  }

  recall() {
    const shown = history.state?.[SHOWN_ROWS];
    this.limit = shown?.rows ?? PAGE;
    this.open = new Set(shown?.open);
    this.scroll = shown?.scroll ?? null;
  }

  /** Scroll to where the reader was, once the rows are there. */
  settle() {
    if (this.state.loading) return;
    if (this.scroll) scrollTo({ top: this.scroll, behavior: "instant" });
    this.scroll = null;
  }

  read() {
    const query = new URLSearchParams(location.search);
    const facets = Object.fromEntries(this.facets.map(([id]) => [id, new Set(query.getAll(id))]));
    const sort = query.get("sort") ?? "";
    const column = sort.replace(/^-/, "");
    const filters = query.getAll("filter");
    this.shown = new Set(query.has("columns") ? query.get("columns").split(",") : this.usual);
    this.state = { q: query.get("q") ?? "", facets, filters, column, descending: sort.startsWith("-") };
    if (filters.length) this.fit();
  }

  /** Ask the whole entities which of them fit the filters: the rows hold only what they show. */
  async fit() {
    const { state } = this;
    state.fitting = new Set();
    state.loading = true;
    this.entities ??= fetch(new URL(`${this.base}api/catalog/entities.json`, location.href)).then((answer) => answer.json());
    const fits = entityFilter(state.filters);
    for (const entity of (await this.entities).filter(fits)) state.fitting.add(pathOf(entity));
    state.loading = false;
    if (this.state === state) this.draw();
  }

  setFilters(filters) {
    this.state = { ...this.state, filters, fitting: null };
    if (filters.length) this.fit();
    this.changed();
  }

  address() {
    const { q, facets, column, descending } = this.state;
    const query = new URLSearchParams();
    if (q) query.set("q", q);
    for (const filter of this.state.filters) query.append("filter", filter);
    for (const [id] of this.facets) for (const value of facets[id]) query.append(id, value);
    if (column) query.set("sort", (descending ? "-" : "") + column);
    const asked = this.declared.map(({ id }) => id).filter((id) => this.shown.has(id));
    if (asked.join() !== this.usual.join()) query.set("columns", asked.join());
    // A reference reads better with its colon and slash, and both are legal in a query.
    const text = query.toString().replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%2C", ",");
    return location.pathname + (text ? `?${text}` : "");
  }

  changed(push = true, typed = false) {
    const { [SHOWN_ROWS]: _, ...others } = history.state ?? {};
    if (push) this.remember();
    history[push ? "pushState" : "replaceState"](others, "", this.address());
    this.limit = PAGE;
    this.draw(typed);
  }

  tools() {
    this.text = make("input", { type: "search", placeholder: "Filter by words or key=value", "aria-label": "Filter by words", title: "Words, or a filter such as kind=component,spec.type=service and Enter" });
    this.text.value = this.state.q;
    this.text.addEventListener("input", () => {
      this.state.q = this.text.value.trim();
      this.changed(false, true);
    });
    this.text.addEventListener("keydown", (event) => {
      const text = this.text.value.trim();
      if (event.key !== "Enter" || !text.includes("=") || !parseFilter(text)) return;
      this.state.q = this.text.value = "";
      this.setFilters([...this.state.filters, text]);
    });
    const csv = make("button", { type: "button", "data-cs-csv": "" }, "CSV");
    csv.addEventListener("click", () => this.download());
    const link = make("button", { type: "button", "data-cs-link": "" }, "Copy link");
    link.hidden = !navigator.clipboard;
    link.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href);
      link.textContent = "Copied";
      setTimeout(() => (link.textContent = "Copy link"), 1500);
    });
    this.clear = make("button", { type: "button" }, "Clear");
    this.clear.addEventListener("click", () => {
      this.state.q = this.text.value = "";
      this.state.filters = [];
      this.state.fitting = null;
      for (const values of Object.values(this.state.facets)) values.clear();
      this.changed();
    });
    this.narrow = make("button", { type: "button", class: "cs-narrow", "aria-expanded": "false" }, "Filters");
    this.narrow.addEventListener("click", () => this.toggleFilters());
    this.place.classList.add("cs-catalog--live");
    this.filters.hidden = false;
    this.toolbar.append(this.text, this.narrow, ...this.chooser(), csv, link, this.clear);
    this.toolbar.hidden = false;
  }

  /** A button that opens a list of the columns that there is something in, each to be shown or not. */
  chooser() {
    if (this.declared.length < 2) return [];
    const list = make("ul", { class: "cs-columns-list", id: "cs-columns", hidden: true });
    const button = make("button", { type: "button", "aria-controls": list.id, "aria-expanded": "false" }, "Columns");
    const set = (open) => {
      list.hidden = !open;
      button.setAttribute("aria-expanded", open);
    };
    this.drawChooser = () => {
      const items = this.declared.map(({ id, title }) => {
        const box = make("input", { type: "checkbox", "data-cs-show": id });
        box.checked = this.shown.has(id);
        box.addEventListener("change", () => {
          this.shown[box.checked ? "add" : "delete"](id);
          this.changed();
        });
        return make("li", {}, make("label", {}, box, title));
      });
      list.replaceChildren(...items);
    };
    this.drawChooser();
    button.addEventListener("click", () => set(list.hidden));
    const place = make("div", { class: "cs-chooser" }, button, list);
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || list.hidden) return;
      set(false);
      button.focus();
    });
    document.addEventListener("click", (event) => {
      if (!place.contains(event.target)) set(false);
    });
    return [place];
  }

  /** The columns that are shown now, as [id, title]. */
  get columns() {
    return [...this.fixed, ...this.declared.filter(({ id }) => this.shown.has(id)).map(({ id, title }) => [id, title])];
  }

  toggleFilters() {
    const open = this.filters.classList.toggle("cs-filters--open");
    this.narrow.setAttribute("aria-expanded", open);
  }

  /** Show what fits; while somebody types, only what can be seen, and the rest at the next pause. */
  draw(typed = false) {
    const focused = this.place.contains(document.activeElement) ? document.activeElement : null;
    clearTimeout(this.pausing);
    cancelAnimationFrame(this.painting);
    const { found, counts } = this.rows.match(this.state, typed ? [] : this.counted());
    this.found = found;
    this.drawCount();
    this.drawHead();
    this.drawRows(typed ? SCREEN : this.limit);
    this.body.setAttribute("aria-busy", typed);
    if (typed) this.drawLater(this.rest(), KEY_PAUSE);
    else this.drawFilters(counts);
    if (focused && !focused.isConnected) this.refocus(focused.href);
    this.settle();
  }

  /** Take one step, then the next ones, each after the frame of the last: a key that comes now waits
      for one only, and a slow machine shows the rows of a key before it goes on. */
  drawLater(steps, pause = 0) {
    this.painting = requestAnimationFrame(() => {
      this.pausing = setTimeout(() => steps.next().done || this.drawLater(steps), pause);
    });
  }

  /** The steps that are left when the keys pause: the other rows, then the counts of the filters. */
  *rest() {
    const rows = Math.min(this.limit, this.found.length);
    for (let most = SCREEN; most < rows; most += SCREEN) {
      this.drawRows(Math.min(most + SCREEN, rows));
      yield;
    }
    this.body.setAttribute("aria-busy", false);
    const counts = new Map();
    for (const id of this.counted()) {
      counts.set(id, this.rows.match(this.state, [id]).counts.get(id));
      yield;
    }
    this.drawFilters(counts);
  }

  drawCount() {
    const all = this.rows.length.toLocaleString("en");
    const some = this.found.length.toLocaleString("en");
    const things = this.docs ? "docs" : "entities";
    const words = this.found.length === this.rows.length ? `${all} ${things}` : `${some} of ${all} ${things}`;
    this.count.replaceChildren(make("span", {}, words), ...this.state.filters.map((filter) => this.chip(filter)));
    const boxes = Object.values(this.state.facets).reduce((sum, values) => sum + values.size, 0);
    this.narrow.textContent = boxes ? `Filters (${boxes})` : "Filters";
    this.clear.hidden = !boxes && !this.state.filters.length && !this.state.q;
  }

  /** A link that was drawn again keeps the focus; of what is gone, the first row gets it. */
  refocus(address) {
    if (this.place.contains(document.activeElement)) return;
    const same = address && [...this.place.querySelectorAll("a")].find(({ href }) => href === address);
    (same || this.body.querySelector("td a"))?.focus({ preventScroll: true });
  }

  chip(filter) {
    const chip = make("button", { type: "button", class: "cs-linkish", "data-cs-filter": filter, "aria-label": `Remove the filter ${filter}` }, `${filter} ×`);
    chip.addEventListener("click", () => this.setFilters(this.state.filters.filter((one) => one !== filter)));
    return chip;
  }

  drawHead() {
    const { columns } = this;
    const head = JSON.stringify([columns, this.state.column, this.state.descending]);
    if (head === this.head) return;
    this.head = head;
    // A row that is there already is shown again as it is, as long as the columns are the same.
    this.made.clear();
    const cells = columns.map(([id, title]) => {
      const button = make("button", { type: "button" }, title);
      button.addEventListener("click", () => {
        const { column, descending } = this.state;
        this.state.descending = column === id ? !descending : this.looks.get(id) === "number";
        this.state.column = id;
        this.changed();
        this.body.tHead.querySelector(`[data-cs-column="${id}"] button`)?.focus();
      });
      const order = this.state.column === id ? (this.state.descending ? "descending" : "ascending") : null;
      const look = this.looks.get(id) === "number" ? "cs-num" : null;
      return make("th", { scope: "col", "aria-sort": order, class: look, "data-cs-column": id }, button);
    });
    this.body.tHead.replaceChildren(make("tr", {}, ...cells));
  }

  drawRows(most) {
    const { columns } = this;
    const made = new Map(this.found.slice(0, most).map((place) => [place, this.made.get(place) ?? this.row(this.rows.at(place), columns)]));
    this.made = made;
    const rows = [...made.values()];
    if (!rows.length) {
      rows.push(make("tr", {}, make("td", { colspan: columns.length, class: "cs-name" }, "Nothing matches. Clear a filter, or try fewer words.")));
    }
    this.put(rows);
    const left = this.found.length - this.limit;
    this.more.hidden = left <= 0;
    this.more.textContent = `Show more (${left.toLocaleString("en")} left)`;
  }

  /** Show these rows; those that stay are not touched, which saves their layout. */
  put(rows) {
    const body = this.body.tBodies[0];
    const wanted = new Set(rows);
    for (const row of [...body.children]) if (!wanted.has(row)) row.remove();
    let next = body.firstElementChild;
    for (const row of rows) {
      if (row === next) next = next.nextElementSibling;
      else body.insertBefore(row, next);
    }
  }

  row(row, columns) {
    return make("tr", {}, ...columns.map(([id, title]) => this.cell(row, id, title)));
  }

  cell(row, id, title) {
    if (id === "name") {
      const link = this.docs
        ? this.link(["docs:", row.title, row.path.replace(/^catalog\//, "docs/")])
        : this.link([`${row.kind[0]}:`, row.title, row.path]);
      const line = make("div", { class: "cs-line" }, link, row.description ? make("small", {}, row.description) : null);
      return make("td", { class: "cs-name" }, line);
    }
    const look = this.looks.get(id);
    const given = { "data-label": title, class: look === "number" ? "cs-num" : null };
    const value = row[id] ?? "";
    if (id === "owner" || id === "system") return make("td", given, this.link(value));
    if (id === "type") return make("td", given, row.type || row.kind[1]);
    if (look === "status" && value) {
      return make("td", given, make("span", { class: `cs-status cs-status--${this.tones[value] ?? "none"}` }, value));
    }
    if (look) return make("td", given, String(value));
    return make("td", given, value ? make("span", { class: lifeLook(value.toLowerCase()) }, value) : "");
  }

  link(target) {
    if (!target) return "";
    const [ref, title, path] = target;
    if (!path) return make("span", { class: "cs-missing", title: "Not in the catalog" }, title);
    const icon = make("i", { class: `cs-i cs-i-${ref.split(":")[0]}`, "aria-hidden": "true" });
    return make("a", { class: "cs-link", href: pageAddress(this.base + path) }, icon, title);
  }

  drawFilters(counts = this.counts) {
    this.counts = counts;
    const parts = this.usedFacets().flatMap(([id, title]) => this.facet(id, title));
    const done = make("button", { type: "button", class: "md-button cs-filters__done" }, `Show ${this.found.length.toLocaleString("en")}`);
    done.addEventListener("click", () => {
      this.toggleFilters();
      this.narrow.focus();
      this.place.scrollIntoView();
    });
    const focused = document.activeElement?.dataset?.csValue;
    this.filters.replaceChildren(...parts, done);
    if (focused) this.filters.querySelector(`[data-cs-value="${CSS.escape(focused)}"]`)?.focus();
  }

  usedFacets() {
    return this.facets.filter(([id]) => !this.looks.has(id) || this.used.has(id) || this.state.facets[id].size);
  }

  /** The facets whose values are counted: not those of a heading that nobody opened. */
  counted() {
    return this.usedFacets().map(([id]) => id).filter((id) => !this.isFolded(id));
  }

  isFolded(id) {
    return this.quiet.has(id) && !this.state.facets[id].size && (this.folded.get(id) ?? true);
  }

  facet(id, title) {
    if (this.isFolded(id)) {
      return this.fold(id, title, 0, make("ul", { class: "cs-filters__list", id: `cs-facet-${id}` }));
    }
    const counts = new Map(this.counts.get(id));
    const chosen = this.state.facets[id];
    for (const value of chosen) if (!counts.has(value)) counts.set(value, 0);
    if (counts.size < 2 && !chosen.size) return [];
    const values = [...counts].sort((a, b) => chosen.has(b[0]) - chosen.has(a[0]) || b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const shown = this.open.has(id) ? values : values.slice(0, Math.max(id === "kind" ? 12 : SHOWN, chosen.size));
    const items = shown.map(([value, count]) => make("li", {}, this.box(id, value, count)));
    if (shown.length < values.length) {
      const more = make("button", { type: "button", class: "cs-linkish" }, `${values.length - shown.length} more`);
      more.addEventListener("click", () => {
        this.open.add(id);
        this.drawFilters();
      });
      items.push(make("li", {}, more));
    }
    return this.fold(id, title, chosen.size, make("ul", { class: "cs-filters__list", id: `cs-facet-${id}` }, ...items));
  }

  /** A heading that folds its list: on a phone all but the first and those in use are folded. */
  fold(id, title, chosen, list) {
    const button = make("button", { type: "button", "aria-controls": list.id, "data-cs-value": `fold=${id}` }, title);
    if (chosen) button.append(" ", make("span", { class: "cs-count" }, String(chosen)));
    const set = () => {
      list.hidden = this.folded.get(id) ?? ((NARROW.matches || this.quiet.has(id)) && id !== "kind" && !chosen);
      button.setAttribute("aria-expanded", !list.hidden);
    };
    button.addEventListener("click", () => {
      this.folded.set(id, !list.hidden);
      if (this.quiet.has(id)) this.draw();
      else set();
    });
    set();
    return [make("h2", { class: "cs-filters__title" }, button), list];
  }

  box(id, value, count) {
    const box = make("input", { type: "checkbox", "data-cs-value": `${id}=${value}` });
    box.checked = this.state.facets[id].has(value);
    box.addEventListener("change", () => {
      this.state.facets[id][box.checked ? "add" : "delete"](value);
      this.changed();
    });
    const name = this.names[id]?.get(value) ?? value;
    return make("label", { title: name }, box, make("span", {}, name), make("span", { class: "cs-count" }, count.toLocaleString("en")));
  }

  download() {
    const file = new Blob(["\ufeff", toCsv(this.found.map((place) => this.rows.at(place)), this.csv)], { type: "text/csv" });
    const link = make("a", { href: URL.createObjectURL(file), download: "catalog.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
