/* The rows of table.json with their words put back, and the questions the filters ask of them. */

const FACETS = [
  ["kind", "Kind"],
  ["type", "Type"],
  ["lifecycle", "Lifecycle"],
  ["owner", "Owner"],
  ["system", "Part of"],
  ["tag", "Tag"],
  ["health", "Health"],
];

const OWNERLESS = new Set(["user", "group", "location"]);
const CHUNK = 1000;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The values of a row in each facet that is no declared column. */
const FACET_VALUES = {
  kind: ({ kinds, kind }, at) => [kinds[kind[at]][0]],
  type: ({ types, type }, at) => [types[type[at]]],
  lifecycle: ({ lifecycles, lifecycle }, at) => [lifecycles[lifecycle[at]]],
  owner: ({ kinds, kind, owners, owner }, at) => [owners[owner[at]]?.[0] ?? (OWNERLESS.has(kinds[kind[at]][0]) ? "" : "none")],
  system: ({ systems, system }, at) => [systems[system[at]]?.[0]],
  tag: ({ tags, tag }, at) => tag[at].map((one) => tags[one]),
};
const SORT_KEYS = {
  name: ({ title }, at) => title[at],
  type: ({ types, type }, at) => types[type[at]] ?? "",
  owner: ({ owners, owner }, at) => owners[owner[at]]?.[1] ?? "",
  system: ({ systems, system }, at) => systems[system[at]]?.[1] ?? "",
  lifecycle: ({ lifecycles, lifecycle }, at) => lifecycles[lifecycle[at]] ?? "",
};

/** The page of an entity. */
export function entityPath(namespace, kind, name) {
  return `catalog/${[namespace, kind, name].map((part) => encodeURIComponent(part.toLowerCase())).join("/")}/`;
}

/** The facets of a table: the fixed ones, and each declared column of statuses. */
export function facetsOf(data) {
  const statuses = data.columns.filter(({ look }) => look === "status");
  return [...FACETS, ...statuses.map(({ id, title }) => [id, title])];
}

/** The rows of a table by their places in table.json; of a table of `docs` those with documentation.

What every key asks for lies in arrays of numbers, made at first use: 50,000 rows are counted in
milliseconds. */
export class Rows {
  #facets = new Map();
  #orders = new Map();
  #paths = [];
  #texts = [];
  #words = { text: "", fits: null };

  constructor(data, docs) {
    this.data = data;
    this.columns = new Map(data.columns.map((column) => [column.id, spread(column, data.title.length)]));
    const places = data.title.map((_, place) => place);
    this.places = docs ? places.filter((place) => this.columns.get("docs")?.[place]) : places;
  }

  get length() {
    return this.places.length;
  }

  path(place) {
    return (this.#paths[place] ??= this.#pathOf(place));
  }

  #pathOf(place) {
    const { namespaces, namespace, kinds, kind, name, title } = this.data;
    return entityPath(namespaces[namespace[place]], kinds[kind[place]][0], name[place] || title[place]);
  }

  /** A row with its words put back. */
  at(place) {
    const { data } = this;
    const row = { path: this.path(place), title: data.title[place], name: data.name[place], description: data.description[place] };
    for (const [id, values] of this.columns) row[id] = values[place];
    return Object.assign(row, {
      kind: data.kinds[data.kind[place]],
      type: data.types[data.type[place]] ?? "",
      lifecycle: data.lifecycles[data.lifecycle[place]] ?? "",
      owner: data.owners[data.owner[place]] ?? null,
      system: data.systems[data.system[place]] ?? null,
      tags: data.tag[place].map((tag) => data.tags[tag]),
    });
  }

  /** Whether any row has something in a column. */
  uses(column) {
    if (column === "system") return this.places.some((place) => this.data.system[place] >= 0);
    const values = this.columns.get(column);
    return !values || this.places.some((place) => values[place] !== null && values[place] !== "");
  }

  /**
   * The places of the rows that fit a `state`, in its order, and for each facet of `counted` the
   * number of rows of each value: there the choice of the facet itself does not count.
   */
  match(state, counted) {
    const fits = this.#fitting(state.q);
    const chosen = this.#chosen(state.facets);
    const facets = counted.map((id) => this.#facet(id));
    const counts = facets.map(({ words }) => new Uint32Array(words.length));
    const found = [];
    for (const place of this.#order(state.column, state.descending)) {
      if (fits && !fits[place]) continue;
      if (state.fitting && !state.fitting.has(this.path(place))) continue;
      const missed = missedFacet(chosen, place);
      if (missed === SEVERAL) continue;
      if (missed === null) found.push(place);
      for (let at = 0; at < facets.length; at += 1) {
        const facet = facets[at];
        if (missed !== null && missed !== facet) continue;
        const end = facet.starts[place + 1];
        for (let next = facet.starts[place]; next < end; next += 1) counts[at][facet.numbers[next]] += 1;
      }
    }
    return { found, counts: new Map(counted.map((id, at) => [id, named(facets[at].words, counts[at])])) };
  }

  /** Make what words are searched in, a few rows at a time, so that no key waits for all of them. */
  async prepare() {
    for (let at = 0; at < this.places.length; at += CHUNK) {
      await new Promise((resume) => (globalThis.requestIdleCallback ?? setTimeout)(resume));
      for (const place of this.places.slice(at, at + CHUNK)) this.#text(place);
    }
  }

  #text(place) {
    return (this.#texts[place] ??= this.#searched(place));
  }

  #searched(place) {
    const { data } = this;
    const own = [data.title[place], data.name[place], data.description[place], data.types[data.type[place]]];
    const others = [data.owners[data.owner[place]]?.[1], data.systems[data.system[place]]?.[1]];
    const tags = data.tag[place].map((tag) => data.tags[tag]);
    return [...own, ...others, ...tags].filter(Boolean).join("\n").toLowerCase();
  }

  /** For each place whether its row has all words, null without words; a longer text looks only
      through the rows that the shorter one left. */
  #fitting(text) {
    const last = this.#words;
    if (text === last.text) return last.fits;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const among = last.fits && text.startsWith(last.text) ? last.fits : null;
    const fits = words.length ? new Uint8Array(this.data.title.length) : null;
    if (fits) {
      for (const place of this.places) {
        if (among && !among[place]) continue;
        const searched = this.#text(place);
        if (words.every((word) => searched.includes(word))) fits[place] = 1;
      }
    }
    this.#words = { text, fits };
    return fits;
  }

  #chosen(facets) {
    return Object.entries(facets)
      .filter(([, values]) => values.size)
      .map(([id, values]) => {
        const facet = this.#facet(id);
        return { facet, wanted: facet.words.map((word) => values.has(word)) };
      });
  }

  /** The values of a facet as numbers: those of a row are `numbers` from its start to the next one. */
  #facet(id) {
    if (!this.#facets.has(id)) this.#facets.set(id, this.#readFacet(id));
    return this.#facets.get(id);
  }

  #readFacet(id) {
    const places = new Map();
    const numbers = [];
    const starts = new Uint32Array(this.data.title.length + 1);
    for (let place = 0; place < this.data.title.length; place += 1) {
      for (const value of this.#values(id, place)) {
        if (!places.has(value)) places.set(value, places.size);
        numbers.push(places.get(value));
      }
      starts[place + 1] = numbers.length;
    }
    return { words: [...places.keys()], numbers: Uint32Array.from(numbers), starts };
  }

  #values(id, place) {
    if (id === "health") return health(this.at(place));
    return FACET_VALUES[id]?.(this.data, place) ?? [this.columns.get(id)?.[place]];
  }

  /** All places sorted; what is empty comes last either way. Without a column: kind by kind, as given. */
  #order(column, descending) {
    if (!column) return this.places;
    const key = `${descending ? "-" : ""}${column}`;
    if (!this.#orders.has(key)) this.#orders.set(key, this.#sorted(column, descending ? -1 : 1));
    return this.#orders.get(key);
  }

  #sorted(column, sign) {
    const declared = this.columns.get(column);
    const of = SORT_KEYS[column] ?? SORT_KEYS.name;
    const keys = declared ?? this.data.title.map((_, place) => of(this.data, place));
    const empty = (value) => value === "" || value === null;
    return [...this.places].sort((a, b) => {
      const [x, y] = [keys[a], keys[b]];
      if (empty(x) || empty(y)) return empty(x) - empty(y);
      return sign * (typeof x === "number" ? x - y : collator.compare(x, y));
    });
  }
}

const SEVERAL = Symbol("several facets");

/** The facet whose choice a row does not have; null where it has all, SEVERAL where it lacks more. */
function missedFacet(chosen, place) {
  let missed = null;
  for (const { facet, wanted } of chosen) {
    if (hasAny(facet, wanted, place)) continue;
    if (missed !== null) return SEVERAL;
    missed = facet;
  }
  return missed;
}

function hasAny({ numbers, starts }, wanted, place) {
  for (let at = starts[place]; at < starts[place + 1]; at += 1) if (wanted[numbers[at]]) return true;
  return false;
}

function named(words, counts) {
  const found = new Map();
  words.forEach((word, at) => word && counts[at] && found.set(word, counts[at]));
  return found;
}

/** The value of a column in each row; `values` names the first row that has one, then the steps. */
function spread({ look, values }, rows) {
  const found = new Array(rows).fill(look === "number" ? null : "");
  for (const [word, steps] of Object.entries(values)) {
    const value = look === "number" ? Number(word) : word;
    let place = 0;
    for (const step of steps) found[(place += step)] = value;
  }
  return found;
}

function health(row) {
  const found = [];
  if (row.build === "failing") found.push("failing build");
  if (["alert", "warning"].includes(row.alerts)) found.push("alerts");
  if (!row.owner && !OWNERLESS.has(row.kind[0])) found.push("no owner");
  if (row.owner && !row.owner[2]) found.push("unknown owner");
  if (!row.docs && row.kind[0] === "component") found.push("no docs");
  return found;
}

/** The words a reader sees for each value of a facet. */
export function names(data) {
  const pairs = (list) => new Map(list.map((item) => [item[0], item[item.length > 2 ? 1 : 0]]));
  const kinds = new Map(data.kinds.map(([kind, , many]) => [kind, many]));
  return { kind: kinds, owner: pairs(data.owners).set("none", "Nobody"), system: pairs(data.systems) };
}

/** The rows as CSV; a cell that a spreadsheet would run as a formula is made text. */
export function toCsv(rows, columns) {
  const cell = (value) => {
    const text = String(value ?? "");
    const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
  };
  const head = ["kind", "name", "title", "type", "lifecycle", "owner", "system", "tags", ...columns, "description"];
  const lines = rows.map((row) => [
    row.kind[1], row.name || row.title, row.title, row.type, row.lifecycle, row.owner?.[1], row.system?.[1],
    row.tags.join(" "), ...columns.map((id) => row[id]), row.description,
  ]);
  return [head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}
