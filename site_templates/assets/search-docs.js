/* The full text of the documentation, asked through Pagefind; a site without it has none. */

const ROOT = new URL("../../", import.meta.url);
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

/** The first `limit` pages for `query`: {total, pages: [{title, section, path, excerpt}]}. */
export async function findDocs(query, wanted, limit) {
  const pagefind = await loadDocs();
  if (!pagefind || query.trim().length < 2) return { total: 0, pages: [] };
  const filters = { kind: wanted.kind, type: wanted.type, owner: wanted.owner.split("/").pop() };
  for (const name of Object.keys(filters)) if (!filters[name]) delete filters[name];
  const found = await pagefind.search(query, { filters });
  const first = await Promise.all(found.results.slice(0, limit).map((result) => result.data()));
  const pages = first.map(page).filter(({ excerpt }) => answers(excerpt, query));
  return { total: pages.length && found.results.length - first.length + pages.length, pages };
}

/** Pagefind shortens a word that it does not know until some word begins so; "q" is no answer. */
function answers(excerpt, query) {
  const asked = words(query);
  const marks = [...(excerpt ?? "").matchAll(/<mark>(.*?)<\/mark>/gu)].flatMap(([, text]) => words(text));
  return !marks.length || marks.some((mark) => asked.some((word) => common(mark, word) >= Math.min(3, word.length)));
}

const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function common(one, other) {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function page(data) {
  const best = bestSection(data);
  const address = (best ?? data).url ?? data.raw_url;
  return {
    title: data.meta.title ?? data.url,
    section: best && best.title !== data.meta.title ? best.title : "",
    path: address.replace(/^\/+/, ""),
    excerpt: (best ?? data).excerpt,
  };
}

function bestSection(data) {
  const sections = (data.sub_results ?? []).filter((section) => section.anchor);
  return sections.sort((a, b) => (b.locations?.length ?? 0) - (a.locations?.length ?? 0))[0];
}
