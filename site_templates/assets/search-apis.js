/* Names in the definitions of APIs: paths, operations, channels, messages, types and fields. They are
   in small files by the letters that words begin with, of which a search loads one or two. */

import { documentedBy } from "./search-entities.js";
import { edits, plain, split, typos } from "./search-query.js";

const FOLDER = new URL("api-names/", import.meta.url);
const WORD = /\p{Lu}+(?!\p{Ll})[\p{Nd}]*|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}]+\p{Nd}*|\p{Nd}+/gu;
const METHODS = new Set("get put post delete options head patch trace query mutation subscription".split(" "));
const KINDS = ["channel", "message", "type", "field", "parameter"];
const KEPT = 40;

let listing;
const shards = new Map();

/** The names that have all words of `query` within `wanted`: {names, total, similar}, the best `most` of
    them. `similar` says that they only resemble what was typed. */
export async function findApiNames(query, catalog, wanted, most) {
  const asked = askedFor(query);
  const none = { names: [], total: 0, similar: false };
  if (!asked.words.length || (wanted.kind && plain(wanted.kind) !== "api")) return none;
  const list = await loadList();
  const loaded = await Promise.all(shardsFor(asked, list.shards).map((prefix) => loadShard(prefix, list)));
  const names = [...new Map(loaded.flat().map((one) => [one.text, one])).values()];
  const exact = ranked(names, asked, list, catalog, wanted);
  const similar = exact.length ? [] : ranked(names, { ...asked, typos: true }, list, catalog, wanted);
  const found = exact.length ? exact : similar;
  const shown = found.slice(0, most).map((one) => placed(one, list, catalog));
  return { names: shown, total: found.length, similar: similar.length > 0 };
}

/** What a query asks for: as it was typed, its words, and them in one without the method of HTTP. */
function askedFor(query) {
  const all = split(plain(query)).map((word) => word.replace(/[+#]/gu, "")).filter(Boolean);
  const telling = all.filter((word) => !METHODS.has(word));
  const words = (telling.length ? telling : all).filter((word) => word.length > 1);
  const [typed, last] = [query.trim(), plain(query).trim().split(/\s+/u).at(-1)];
  return { typed, last, words, all, text: telling.join("") || all.join(""), whole: all.join("") };
}

/** The files in which to look: for the words in one, and for the word that needs no other file. */
function shardsFor({ words, text }, known) {
  const prefixOf = (word) => {
    for (let length = word.length; length > 1; length -= 1) {
      if (known.has(word.slice(0, length))) return word.slice(0, length);
    }
    return "";
  };
  const whole = (word) => (known.get(prefixOf(word)) ? 0 : 100);
  const best = words.reduce((a, b) => (whole(b) + b.length > whole(a) + a.length ? b : a));
  return [...new Set([prefixOf(best), prefixOf(text)])].filter(Boolean);
}

/** The list of APIs and files; an empty one where it cannot be loaded, and the next search tries again. */
function loadList() {
  listing ??= fetchJson("index.json")
    .then(({ version, apis, shards: names }) => {
      const known = new Map(names.map((name) => [name, false]));
      for (const name of names) if (known.has(name.slice(0, -1))) known.set(name.slice(0, -1), true);
      return { version, apis, shards: known };
    })
    .catch(() => {
      listing = undefined;
      return { version: "", apis: [], shards: new Map() };
    });
  return listing;
}

/** The names of a file; none where it is missing or belongs to another list. */
function loadShard(prefix, list) {
  if (!shards.has(prefix)) {
    if (shards.size >= KEPT) shards.delete(shards.keys().next().value);
    const name = [...prefix].map((one) => (/[a-z0-9]/.test(one) ? one : `-${one.codePointAt(0).toString(16)}`)).join("");
    const loading = fetchJson(`${name}.json`)
      .then((columns) => (columns.version === list.version ? rows(columns) : []))
      .catch(() => {
        shards.delete(prefix);
        return [];
      });
    shards.set(prefix, loading);
  }
  return shards.get(prefix);
}

async function fetchJson(name) {
  const response = await fetch(new URL(name, FOLDER));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.json();
}

/** The names of a file, each with its uses. */
function rows(columns) {
  let at = 0;
  return columns.name.map((text, number) => {
    const uses = [];
    for (const end = at + columns.uses[number]; at < end; at += 1) uses.push(use(columns, at));
    const aliases = [...new Set(uses.map((one) => one.alias).filter(Boolean))];
    return { text, uses, starts: [text, ...aliases].map(starts) };
  });
}

const use = (columns, at) => ({
  api: columns.api[at],
  kind: columns.kinds[columns.kind[at]],
  address: columns.address[at],
  where: columns.where[at],
  more: columns.more[at],
  alias: columns.alias[at] ?? "",
  aliasText: starts(columns.alias[at] ?? "")[0] ?? "",
});

/** A text from each of its words on, in plain letters and without what separates the words. */
function starts(text) {
  const words = (text.normalize("NFD").replace(/\p{M}/gu, "").match(WORD) ?? []).map((word) => word.toLowerCase());
  return words.map((_, at) => words.slice(at).join(""));
}

function ranked(names, asked, list, catalog, wanted) {
  const found = [];
  for (const name of names) {
    if (!name.starts.some((one) => has(one, asked)) && !acrossNames(name, asked)) continue;
    for (const one of name.uses) {
      const hit = rated(name, one, asked);
      if (hit) found.push(hit);
    }
  }
  found.sort((a, b) => b.rank - a.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || a.api - b.api);
  const narrowed = wanted.type || wanted.owner;
  return narrowed ? found.filter((one) => fits(placed(one, list, catalog), wanted)) : found;
}

/** `POST /payments` and `createPayment` together name one operation. */
const acrossNames = (name, asked) => has(name.starts.flat(), asked);

const has = (own, asked) => asked.words.every((word) => own.some((start) => answered(start, word, asked.typos)));

function answered(start, word, withTypos) {
  if (start.startsWith(word)) return true;
  if (!withTypos || !typos(word)) return false;
  const [few, many] = [word.length - 1, word.length + 1];
  return [few, word.length, many].some((length) => length <= start.length + 1 && edits(start.slice(0, length), word) <= typos(word));
}

/** The use with its rank: a whole name before its beginning before one of its words; then by kind. */
function rated(name, one, asked) {
  const method = plain(one.kind);
  const methods = asked.all.filter((word) => METHODS.has(word));
  const isOperation = !KINDS.includes(one.kind);
  const own = [name.starts[0][0] ?? "", one.aliasText].filter(Boolean);
  // A method may also be a word of the name: `deleteBankAccounts`, which is a POST.
  const isOther = methods.length && isOperation && !methods.includes(method) && asked.words.length < asked.all.length;
  if (isOther && !own.some((text) => text.startsWith(asked.whole))) return null;
  const wanted = isOperation && methods.includes(method) ? [asked.text, asked.whole] : [asked.whole];
  let rank = own.some((text) => wanted.includes(text)) ? 300 : own.some((text) => wanted.some((want) => text.startsWith(want))) ? 200 : 100;
  if (methods.includes(method)) rank += 50;
  if (asked.typed === name.text || asked.typed === one.alias) rank += 60;
  if (plain(name.text).startsWith(asked.last)) rank += 20;
  rank += 10 * (isOperation ? 5 : 4 - KINDS.indexOf(one.kind));
  return { ...one, name: name.text, rank, exact: rank >= 300 };
}

function placed(one, list, catalog) {
  const api = list.apis[one.api] ?? "";
  const entity = documentedBy(catalog, `catalog/${api}`);
  const title = entity?.title ?? decodeURIComponent(api.split("/").at(-2) ?? "");
  return { ...one, entity, path: `catalog/${api}${one.address}`, title, owner: entity?.ownerTitle ?? "" };
}

const fits = ({ entity }, wanted) =>
  (!wanted.type || entity?.type === wanted.type) && (!wanted.owner || entity?.ownerRef === wanted.owner);
