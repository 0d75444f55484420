/* Third-party packages by name: a list of its own, loaded when something is asked for. */

import { plain, split } from "./search-query.js";

const INDEX = new URL("packages.json", import.meta.url);

let loading;

/** The packages whose names have all words of `query`: {packages, total}, the best `most` of them. */
export async function findPackages(query, most) {
  const words = split(plain(query));
  if (!words.some((word) => word.length > 1)) return { packages: [], total: 0 };
  const rows = await loadPackages();
  const found = rows.filter(({ text }) => words.every((word) => text.includes(word)));
  const wanted = plain(query).trim();
  const rank = ({ text }) => (text === wanted ? 3 : text.endsWith(`/${wanted}`) ? 2 : text.startsWith(wanted) ? 1 : 0);
  found.sort((a, b) => rank(b) - rank(a) || b.users - a.users || (a.name < b.name ? -1 : 1));
  return { packages: found.slice(0, most), total: found.length };
}

/** All packages; none where the list cannot be loaded, and the next search tries again. */
function loadPackages() {
  loading ??= load().catch(() => {
    loading = undefined;
    return [];
  });
  return loading;
}

async function load() {
  const response = await fetch(INDEX);
  if (!response.ok) throw new Error(`${INDEX.pathname}: ${response.status}`);
  const { ecosystems, ecosystem, name, path, users } = await response.json();
  return name.map((written, at) => ({
    name: written,
    text: plain(written),
    path: path[at],
    ecosystem: ecosystems[ecosystem[at]],
    users: users[at],
  }));
}
