/* Which entities a query finds: those with all of its terms, similar ones, those with some. */

import { FIELDS, closeness, names } from "./search-ranking.js";
import { answers, contains, edits, normal, parse, plain, split, typos } from "./search-query.js";

const NAMES = ["name", "title", "aliases"];
const KEPT = 64;
const CHUNK = 500;

/** The entities that have all terms of `query` within `wanted` ({kind, type, owner}), the best first. */
export function findEntities(catalog, query, wanted) {
  const asked = parse(query);
  if (asked.literals.length) return literal(catalog, asked, wanted);
  const found = words(catalog, asked, wanted, {});
  return found.length || !asked.words.length ? found : joined(catalog, asked, wanted);
}

/** The entities whose words are similar to those of `query`: with typos, or within longer words. */
export function similarEntities(catalog, query, wanted) {
  const asked = parse(query);
  if (asked.literals.length || !asked.words.length) return [];
  // A swap of two letters counts as two edits there, and as one here.
  const fuzzy = (word) => (typos(word) ? 2 : false);
  const close = words(catalog, asked, wanted, { fuzzy }, (hit) =>
    searched(asked).every((word) => hit.terms.some((term) => isSimilar(term, word))),
  );
  return close.length ? close : within(catalog, asked, wanted);
}

/** The entities that have some terms of `query`: {entity, has}, those with most terms first. */
export function someEntities(catalog, query, wanted) {
  const asked = parse(query);
  const terms = [...asked.words.filter((word) => word.length > 2), ...asked.literals];
  if (asked.words.length + asked.literals.length < 2) return [];
  const exact = terms.map((term) => kept(catalog, "exact", findEntities, term, wanted));
  const similar = (term) => kept(catalog, "similar", similarEntities, term, wanted);
  const lists = exact.some((one) => one.length) ? exact : terms.map(similar);
  const found = new Map();
  lists.forEach((list, at) =>
    list.forEach((entity, place) => {
      const entry = found.get(entity) ?? { entity, has: [], score: 0 };
      entry.has.push(terms[at]);
      entry.score += 1 / (1 + place);
      found.set(entity, entry);
    }),
  );
  return [...found.values()].sort((a, b) => b.has.length - a.has.length || b.score - a.score);
}

/** What a search for one term finds: the terms before the last one are the same at the next key. */
function kept(catalog, way, search, term, wanted) {
  const key = JSON.stringify([way, term, wanted]);
  catalog.kept ??= new Map();
  if (!catalog.kept.has(key)) {
    if (catalog.kept.size >= KEPT) catalog.kept.delete(catalog.kept.keys().next().value);
    catalog.kept.set(key, search(catalog, term, wanted));
  }
  return catalog.kept.get(key);
}

function words(catalog, asked, wanted, options, fits = () => true) {
  if (!asked.words.length) return [];
  const fields = asked.words.join("").length < 2 ? NAMES : FIELDS;
  const long = searched(asked);
  const short = asked.words.filter((word) => !long.includes(word));
  const hits = catalog.index.search(long.join(" "), {
    ...options,
    fields,
    combineWith: "AND",
    filter: ({ id }) => matches(catalog.rows[id], wanted) && short.every((word) => begins(catalog.rows[id], word)),
  });
  return ranked(catalog, asked, hits.filter(fits));
}

/** The words that the index is asked for: a single letter begins thousands of words, so entities of
    longer words are looked through for it. */
function searched(asked) {
  const long = asked.words.filter((word) => word.length > 1);
  return long.length ? long : asked.words;
}

/** Whether a word of an entity, or a part of one in `camelCase`, begins with a letter or digit. */
const begins = (entity, letter) => contains(fieldText(entity), letter);

function fieldText(entity) {
  entity.fieldText ??= plain(
    FIELDS.map((field) => entity[field]).join("\n").replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, " "),
  );
  return entity.fieldText;
}

/** Compute what searches read of entities, a few at a time, so that no key has to wait for all of them;
    first what every search reads. */
export async function prepare(rows) {
  for (const computed of [names, fieldText, texts, addresses]) {
    for (let at = 0; at < rows.length; at += CHUNK) {
      await new Promise((resume) => (globalThis.requestIdleCallback ?? setTimeout)(resume));
      for (const entity of rows.slice(at, at + CHUNK)) computed(entity);
    }
  }
}

const isSimilar = (term, word) => answers(term, word) || edits(term, word) <= typos(word);

/** `weatherservice` is `weather-service`: names are compared without what separates their words. */
function joined(catalog, asked, wanted) {
  const text = together(split(asked.text));
  if (text.length < 4) return [];
  const begins = ({ parts }) => together(parts).includes(text) && parts.some((_, at) => together(parts.slice(at)).startsWith(text));
  return named(catalog, asked, wanted, begins);
}

/** `service` is a part of `weatherservice`. */
function within(catalog, asked, wanted) {
  const text = together(split(asked.text));
  if (text.length < 4) return [];
  return named(catalog, asked, wanted, ({ parts }) => together(parts).includes(text));
}

function named(catalog, asked, wanted, fits) {
  for (const entity of catalog.rows) entity.parts ??= split(plain(entity.name));
  const found = catalog.rows.filter((entity) => matches(entity, wanted) && fits(entity));
  return ranked(catalog, asked, found.map(({ id, name }) => ({ id, score: 1 / name.length })));
}

const together = (parts) => parts.join("");

/** The entities that hold every literal as it was typed, and all words. */
function literal(catalog, asked, wanted) {
  const among = asked.words.length ? words(catalog, asked, wanted, {}) : catalog.rows;
  const found = among.filter(
    (entity) => matches(entity, wanted) && asked.literals.every((text) => contains(texts(entity), text)),
  );
  const own = (entity) => addresses(entity).includes(asked.literals[0]);
  const score = (entity) => (own(entity) ? 2 : 1) / (1 + entity.name.length / 100);
  return ranked(catalog, asked, found.map((entity) => ({ id: entity.id, score: score(entity) })));
}

/** All texts of an entity, and its reference in each form. */
function texts(entity) {
  const fields = FIELDS.map((field) => entity[field]);
  entity.texts ??= plain([...references(entity), entity.ownerRef, ...fields, entity.mail].join("\n"));
  return entity.texts;
}

/** The mail address of an entity and its reference in each form, in plain letters. */
function addresses(entity) {
  entity.addresses ??= [entity.mail, ...references(entity)].map(plain);
  return entity.addresses;
}

const references = ({ name, namespace, kind }) => [`${kind}:${namespace}/${name}`, `${kind}:${name}`, `${namespace}/${name}`];

/** The entities of hits, the closest first, then by score. The index gives them by score: each of
    three lists is nearly sorted, which sorts twenty thousand in a moment. */
function ranked(catalog, asked, hits) {
  const close = [[], [], []];
  for (const hit of hits) close[2 - closeness(catalog.rows[hit.id], asked.text)].push(hit);
  return close.flatMap((some) => some.sort((a, b) => b.score - a.score || a.id - b.id).map(({ id }) => catalog.rows[id]));
}

function matches(entity, wanted) {
  return (
    (!wanted.kind || entity.kind === wanted.kind) &&
    (!wanted.type || entity.type === wanted.type) &&
    (!wanted.owner || entity.ownerRef === wanted.owner)
  );
}

/** The alerts of an entity that a query names with words that its own names do not have. */
export function namedAlerts(entity, query) {
  const own = split(normal(`${entity.name} ${entity.title}`));
  const words = parse(query).words.filter((word) => !own.some((one) => answers(one, word)));
  const has = (alert, word) => {
    const found = plain(alert);
    const parts = normal(alert.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, " ")).split(" ");
    return found.startsWith(word) || parts.some((part) => answers(part, word));
  };
  return entity.firing.filter((alert) => words.some((word) => has(alert, word)));
}
