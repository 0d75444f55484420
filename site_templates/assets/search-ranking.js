/* How the entities that a search finds are ranked: all weights are here. */

import { answers, normal, split } from "./search-query.js";

/** The fields that are searched. */
export const FIELDS = ["name", "title", "aliases", "alerts", "tags", "owner", "system", "type", "description"];

/** Options of MiniSearch: a match in a field counts `boost` times (1 where none is given); one of a
    word's beginning, or with a typo, counts less than a whole word. */
export const OPTIONS = {
  boost: { name: 8, title: 6, aliases: 5, alerts: 5, tags: 3, owner: 2, system: 2 },
  prefix: true,
  weights: { prefix: 0.6, fuzzy: 0.3 },
};

/** Comes before any score: 2 for an entity of exactly the name that was typed, 1 for one whose name
    begins so, else 0. */
export function closeness(entity, text) {
  let close = 0;
  for (const name of names(entity)) {
    if (name === text) return 2;
    if (!close && name.startsWith(text)) close = 1;
  }
  return close;
}

/** What an entity is called, in plain letters: name, title, aliases and raised alerts. */
export function names(entity) {
  entity.names ??= [entity.name, entity.title, ...entity.aliases.split(" "), ...entity.firing]
    .map(normal)
    .filter(Boolean);
  return entity.names;
}

/** Whether a title has all words of a query. */
export function isTitled(title, query) {
  const words = split(normal(title));
  return query.words.every((asked) => words.some((word) => answers(word, asked)));
}
