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

/** The facets of a table: the fixed ones, and each declared column of statuses. */
export function facetsOf(data) {
  const statuses = data.columns.filter(({ look }) => look === "status");
  return [...FACETS, ...statuses.map(({ id, title }) => [id, title])];
}

/** One object a row; `values` holds, for each facet, the values that the row has. */
export function readRows(data) {
  const at = (list, index) => (index < 0 ? null : list[index]);
  const columns = data.columns.map((column) => [column.id, spread(column, data.rows.length)]);
  return data.rows.map((row, place) => {
    const [path, title, name, description, kind, type, lifecycle, owner, system, tags] = row;
    const declared = columns.map(([id, values]) => [id, values[place]]);
    const one = {
      path, title, name, description, ...Object.fromEntries(declared),
      kind: at(data.kinds, kind),
      type: at(data.types, type) ?? "",
      lifecycle: at(data.lifecycles, lifecycle) ?? "",
      owner: at(data.owners, owner),
      system: at(data.systems, system),
      tags: tags.map((tag) => data.tags[tag]),
    };
    one.values = {
      ...Object.fromEntries(declared.map(([id, value]) => [id, [value]])),
      kind: [one.kind[0]],
      type: [one.type],
      lifecycle: [one.lifecycle],
      owner: [one.owner?.[0] ?? (OWNERLESS.has(one.kind[0]) ? "" : "none")],
      system: [one.system?.[0] ?? ""],
      tag: one.tags,
      health: health(one),
    };
    one.text = [title, name, description, one.type, one.owner?.[1], one.system?.[1], ...one.tags]
      .filter(Boolean).join("\n").toLowerCase();
    return one;
  });
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

/** Rows that pass every filter, but for `except`: the counts of a facet ignore its own choice. */
export function matching(rows, state, except) {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = Object.entries(state.facets)
    .filter(([facet, values]) => values.size && facet !== except);
  return rows.filter(
    (row) =>
      (!state.fitting || state.fitting.has(row.path)) &&
      words.every((word) => row.text.includes(word)) &&
      wanted.every(([facet, values]) => row.values[facet].some((value) => values.has(value))),
  );
}

export function countValues(rows, facet) {
  const counts = new Map();
  for (const row of rows) {
    for (const value of row.values[facet]) {
      if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return counts;
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const KEYS = {
  name: (row) => row.title,
  type: (row) => row.type,
  owner: (row) => row.owner?.[1] ?? "",
  system: (row) => row.system?.[1] ?? "",
  lifecycle: (row) => row.lifecycle,
};

/** Sorted copy; what is empty comes last either way. Without a column: kind by kind, as given. */
export function sorted(rows, column, descending) {
  if (!column) return rows;
  const declared = rows.length && column in rows[0] ? (row) => row[column] : KEYS.name;
  const key = KEYS[column] ?? declared;
  const sign = descending ? -1 : 1;
  const empty = (value) => value === "" || value === null;
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (empty(x) || empty(y)) return empty(x) - empty(y);
    return sign * (typeof x === "number" ? x - y : collator.compare(x, y));
  });
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
