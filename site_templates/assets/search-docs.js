/* The full text of the documentation, asked through Pagefind; a site without it has none. */

import { isTitled } from "./search-ranking.js";
import { answers, contains, parse, plain, split } from "./search-query.js";

const ROOT = new URL("../../", import.meta.url);
const MOST_COMPARED = 40;
let loading;

/** Pagefind's module, or null where the site was built without a full-text index. */
export function loadDocs() {
  loading ??= import(new URL("pagefind/pagefind.js", ROOT).href)
    .then(async (pagefind) => {
      await pagefind.options({ baseUrl: "/", excerptLength: 22 });
      await pagefind.init();
      return pagefind;
    })
    .catch(() => null);
  return loading;
}

/** The first `limit` pages that have all terms of `query`: {total, pages: [{title, section, path,
    excerpt, titled}]}. */
export async function findDocs(query, wanted, limit) {
  const pagefind = await loadDocs();
  const asked = parse(query);
  const words = [...asked.words, ...asked.literals.flatMap(split)];
  if (!pagefind || words.join("").length < 2) return { total: 0, pages: [] };
  for (const word of words) if (!(await isKnown(pagefind, word))) return { total: 0, pages: [] };
  const { results } = await search(pagefind, words.join(" "), { filters: filters(wanted) });
  const first = results.slice(0, asked.literals.length ? MOST_COMPARED : limit);
  const data = (await Promise.all(first.map((result) => result.data()))).filter((one) => holds(one, asked));
  const total = asked.literals.length ? data.length : results.length - first.length + data.length;
  return { total, pages: data.slice(0, limit).map((one) => page(one, asked)) };
}

/** The first `limit` pages that have some words of `query`: [{page, has}], those with most first. */
export async function someDocs(query, wanted, limit) {
  const pagefind = await loadDocs();
  const asked = parse(query);
  const words = asked.words.filter((word) => word.length > 2);
  if (!pagefind || asked.words.length + asked.literals.length < 2) return [];
  const found = new Map();
  for (const word of words) {
    if (!(await isKnown(pagefind, word))) continue;
    const { results } = await search(pagefind, word, { filters: filters(wanted) });
    for (const result of results) {
      const entry = found.get(result.id) ?? { result, has: [], score: 0 };
      entry.has.push(word);
      entry.score += result.score;
      found.set(result.id, entry);
    }
  }
  const best = [...found.values()].sort((a, b) => b.has.length - a.has.length || b.score - a.score);
  return Promise.all(
    best.slice(0, limit).map(async ({ result, has }) => ({ page: page(await result.data(), asked), has })),
  );
}

let turn = Promise.resolve();

/** One search at a time: Pagefind finds too little while another search loads parts of the index. */
function search(pagefind, text, options) {
  const found = turn.then(() => pagefind.search(text, options));
  turn = found.catch(() => {});
  return found;
}

const knownWords = new Map();

/** Whether some page has a word that answers this one: Pagefind shortens an unknown word until some
    word begins so, and finds the pages of that. */
function isKnown(pagefind, word) {
  if (!knownWords.has(word)) knownWords.set(word, ask(pagefind, word));
  return knownWords.get(word);
}

async function ask(pagefind, word) {
  const { results } = await search(pagefind, word);
  if (!results.length) return false;
  const first = await results[0].data();
  const marks = [...(first.excerpt ?? "").matchAll(/<mark>(.*?)<\/mark>/gu)].flatMap(([, text]) => terms(text));
  return !marks.length || marks.some((mark) => answers(mark, word));
}

/** The words of a text, and what `camelCase` is made of, as Pagefind has them. */
const terms = (text) => [text, text.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, " ")].flatMap((one) => split(plain(one)));

function holds(data, asked) {
  const text = plain(`${data.meta.title ?? ""}\n${data.raw_content ?? data.content}\n${data.raw_url ?? data.url}`);
  return asked.literals.every((literal) => contains(text, literal));
}

function filters(wanted) {
  const named = { kind: wanted.kind, type: wanted.type, owner: wanted.owner.split("/").pop() };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value));
}

function page(data, asked) {
  const best = bestSection(data);
  const address = (best ?? data).url ?? data.raw_url;
  const title = data.meta.title ?? data.url;
  return {
    title,
    section: best && best.title !== data.meta.title ? best.title : "",
    path: address.replace(/^\/+/, ""),
    excerpt: (best ?? data).excerpt,
    titled: isTitled(title, asked),
  };
}

function bestSection(data) {
  const sections = (data.sub_results ?? []).filter((section) => section.anchor);
  return sections.sort((a, b) => (b.locations?.length ?? 0) - (a.locations?.length ?? 0))[0];
}
