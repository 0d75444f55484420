/* The type-ahead over all entities: one JSON file and an index in memory, made at first use. */

import { prepare } from "./search-find.js";
import { FIELDS, OPTIONS } from "./search-ranking.js";
import { plain, split } from "./search-query.js";

const INDEX = new URL("entities.json", import.meta.url);

let loading;

/** The catalog as the dialog uses it; a failed load may be tried again. */
export function loadEntities() {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load() {
  const [{ default: MiniSearch }, response] = await Promise.all([
    import("./vendor/minisearch/minisearch.js"),
    fetch(INDEX),
  ]);
  if (!response.ok) throw new Error(`${INDEX.pathname}: ${response.status}`);
  const columns = await response.json();
  const rows = columns.name.map((_, id) => row(columns, id));
  const index = new MiniSearch({
    fields: FIELDS,
    tokenize: terms,
    processTerm: plain,
    searchOptions: { ...OPTIONS, tokenize: split },
  });
  await index.addAllAsync(rows, { chunkSize: 400 });
  prepare(rows);
  const places = new Map(rows.map((entity) => [entity.path, entity]));
  return { rows, index, places, facets: facets(rows) };
}

/** The words of a text, and what `camelCase` is made of. */
const terms = (text) => split(text).flatMap((word) => [word, ...parts(word)]);

function parts(word) {
  const found = word.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u);
  return found.length > 1 ? found : [];
}

function row(columns, id) {
  const name = columns.name[id];
  const kind = columns.kinds[columns.kind[id]];
  const namespace = columns.namespaces[columns.namespace[id]];
  const [owner, ownerTitle] = columns.owners[columns.owner[id]] ?? ["", ""];
  const [system, systemTitle] = columns.systems[columns.system[id]] ?? ["", ""];
  const firing = columns.alerts[id] ?? [];
  return {
    id,
    name,
    kind,
    title: columns.title[id] || name,
    type: columns.types[columns.type[id]] ?? "",
    tags: columns.tag[id].map((tag) => columns.tags[tag]).join(" "),
    aliases: (columns.aliases[id] ?? []).join(" "),
    alerts: firing.join(" "),
    firing,
    owner: owner ? `${owner.split("/").pop()} ${ownerTitle}` : "",
    system: system ? `${system.split("/").pop()} ${systemTitle}` : "",
    ownerRef: owner,
    ownerTitle,
    namespace,
    mail: columns.mails[id] ?? "",
    description: columns.description[id],
    path: `catalog/${[namespace, kind, name].map(part).join("/")}/`,
  };
}

const part = (text) => encodeURIComponent(text.toLowerCase());

/** The values of each facet with how many entities have it, the most frequent first. */
function facets(rows) {
  const count = (key, label) => {
    const found = new Map();
    for (const entity of rows) {
      if (!key(entity)) continue;
      const entry = found.get(key(entity)) ?? { value: key(entity), label: label(entity), count: 0 };
      entry.count += 1;
      found.set(entry.value, entry);
    }
    return [...found.values()].sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  };
  return {
    kind: count((entity) => entity.kind, (entity) => entity.kind),
    type: count((entity) => entity.type, (entity) => entity.type),
    owner: count((entity) => entity.ownerRef, (entity) => entity.ownerTitle),
  };
}

/** The entity that a page of documentation belongs to. */
export function documentedBy(catalog, path) {
  const [, namespace, kind, name] = path.split("/");
  return catalog?.places.get(`catalog/${namespace}/${kind}/${name}/`);
}
