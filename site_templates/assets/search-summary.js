/* What a search has found, in one sentence for the status line. */

const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

/** The sentence; `found.docs` is null until the documentation has answered. */
export function summaryOf(query, { entities, similar, some, docs, packages }, narrowed) {
  if (entities.length || docs?.total || packages?.total) {
    const parts = [counted(entities.length, "entity", "entities")];
    if (docs) parts.push(counted(docs.total, "page", "pages"));
    if (packages?.total) parts.push(counted(packages.total, "package", "packages"));
    return parts.join(", ");
  }
  if (similar.length) return `No exact match; ${counted(similar.length, "similar name", "similar names")}`;
  if (!docs) return "Searching the documentation";
  if (some.length) return `Nothing has all of the words; ${some.length} with some of them`;
  const advice = narrowed ? "Widen kind, owner or type above." : "Try fewer words, or part of a name.";
  return `Nothing found for “${query.trim()}”. ${advice}`;
}
