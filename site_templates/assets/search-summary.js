/* What a search has found, in one sentence for the status line. */

const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

/** The sentence; `found.docs` is null until the documentation has answered. */
export function summaryOf(query, { entities, similar, some, docs, packages, apis }, narrowed) {
  if (entities.length || docs?.total || packages?.total || (apis?.total && !apis.similar)) {
    const parts = [counted(entities.length, "entity", "entities")];
    if (docs) parts.push(counted(docs.total, "page", "pages"));
    if (packages?.total) parts.push(counted(packages.total, "package", "packages"));
    if (apis?.total) parts.push(`${counted(apis.total, "name", "names")} in APIs`);
    return parts.join(", ");
  }
  if (similar.length) return `No exact match; ${counted(similar.length, "similar name", "similar names")}`;
  if (apis?.similar) return `No exact match; ${counted(apis.total, "similar name", "similar names")} in APIs`;
  if (!docs) return "Searching the documentation";
  if (some.length) return `Nothing has all of the words; ${some.length} with some of them`;
  const advice = narrowed ? "Widen kind, owner or type above." : "Try fewer words, or part of a name.";
  return `Nothing found for “${query.trim()}”. ${advice}`;
}
