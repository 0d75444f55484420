/* How the entities that a search finds are ranked: all weights are here. */

const SEPARATORS = /[\s\-_./:,;()[\]"'`]+/u;

/** The fields that are searched. */
export const FIELDS = ["name", "title", "aliases", "tags", "owner", "system", "type", "description"];

/** Options of MiniSearch: a match in a field counts `boost` times (1 where none is given); one of a
    word's beginning, or with a typo, counts less than a whole word. */
export const OPTIONS = {
  boost: { name: 8, title: 6, aliases: 5, tags: 3, owner: 2, system: 2 },
  prefix: true,
  fuzzy: (term) => (term.length > 3 ? 0.2 : false),
  maxFuzzy: 2,
  weights: { prefix: 0.6, fuzzy: 0.3 },
};

/** The words of a text. */
export const split = (text) => text.split(SEPARATORS).filter(Boolean);

/** The words of a text in lower case, separated by one space. */
export const normal = (text) => split(text.toLowerCase()).join(" ");

/** Comes before any score: 2 for an entity of exactly the name that was typed, 1 for one whose name
    begins so, else 0. */
export function closeness(entity, asked) {
  const names = [normal(entity.name), normal(entity.title), ...entity.aliases.split(" ").map(normal)];
  if (names.includes(asked)) return 2;
  return names.some((name) => name && name.startsWith(asked)) ? 1 : 0;
}
