// How long each key of some queries takes, as JSON: pairs of what is typed and milliseconds of CPU.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [assets, queries] = process.argv.slice(2);
const module = (name) => import(new URL(name, `${pathToFileURL(assets)}/`));
globalThis.fetch = async (url) => ({ ok: true, json: async () => JSON.parse(readFileSync(new URL(url))) });

const { loadEntities } = await module("search-entities.js");
const { findEntities, similarEntities, someEntities } = await module("search-find.js");
const catalog = await loadEntities();

function search(query) {
  const found = findEntities(catalog, query, {});
  const similar = found.length ? [] : similarEntities(catalog, query, {});
  return found.length || similar.length ? found : someEntities(catalog, query, {});
}

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

// Each query several times, and the least of them: code that runs for the first time is compiled
// meanwhile, and other threads of Node collect garbage.
const times = new Map();
for (const round of [0, 1, 2, 3]) {
  for (const query of JSON.parse(queries)) {
    for (let length = 1; length <= query.length; length += 1) {
      const start = cpu();
      const typed = query.slice(0, length);
      search(typed);
      if (round) times.set(`${query} ${length}`, [typed, Math.min(cpu() - start, times.get(`${query} ${length}`)?.[1] ?? Infinity)]);
    }
  }
}
console.log(JSON.stringify([...times.values()]));
