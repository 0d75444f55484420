// What searches find in the files of the names of APIs, as JSON: for each query the names with what is loaded.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [assets, queries] = process.argv.slice(2);
let loaded = [];
globalThis.fetch = async (url) => {
  loaded.push(new URL(url).pathname.split("/").pop());
  return { ok: true, json: async () => JSON.parse(readFileSync(new URL(url))) };
};
const { findApiNames } = await import(new URL("search-apis.js", `${pathToFileURL(assets)}/`));

const places = new Map(
  ["payments", "orders", "events", "shop"].map((name, at) => [
    `catalog/default/api/${name}/`,
    { title: `${name} API`, ownerTitle: `Team ${at % 2}`, ownerRef: `group:default/team-${at % 2}`, type: "openapi" },
  ]),
);
const answers = [];
for (const { typed, wanted = {} } of JSON.parse(queries)) {
  loaded = [];
  const started = process.cpuUsage();
  const { names, total, similar } = await findApiNames(typed, { places }, wanted, 30);
  const spent = process.cpuUsage(started);
  answers.push({ names, total, similar, loaded, milliseconds: (spent.user + spent.system) / 1000 });
}
console.log(JSON.stringify(answers));
