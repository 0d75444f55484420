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

/** The first `limit` pages for `query`: {total, pages: [{title, path, excerpt, place}]}. */
export async function findDocs(query, wanted, limit) {
  const pagefind = await loadDocs();
  if (!pagefind || query.trim().length < 2) return { total: 0, pages: [] };
  const filters = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value));
  const found = await pagefind.search(query, { filters });
  const pages = await Promise.all(found.results.slice(0, limit).map((result) => result.data()));
  return { total: found.results.length, pages: pages.map(page) };
}

function page(data) {
  const best = bestSection(data);
  const address = (best ?? data).url ?? data.raw_url;
  return {
    title: data.meta.title ?? data.url,
    section: best && best.title !== data.meta.title ? best.title : "",
    path: address.replace(/^\/+/, ""),
    excerpt: (best ?? data).excerpt,
    place: data.meta.entity ?? data.filters?.entity?.[0] ?? "",
  };
}

function bestSection(data) {
  const sections = (data.sub_results ?? []).filter((section) => section.anchor);
  return sections.sort((a, b) => (b.locations?.length ?? 0) - (a.locations?.length ?? 0))[0];
}
