// What the selectors of some cases mean for the explorer, as JSON: references, or the message of an error.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

globalThis.document = { querySelector: () => null };
const [assets] = process.argv.slice(2);
const { graph: data, entities, selectors } = JSON.parse(readFileSync(0, "utf8"));
const module = (name) => import(new URL(`graph/${name}`, `${pathToFileURL(assets)}/`));
const { readGraph } = await module("data.js");
const { asksForFields, parseSelector, select } = await module("selector.js");
const graph = readGraph(data);
const byRef = new Map(Object.entries(entities));

function answer(text) {
  try {
    const selector = parseSelector(text);
    const known = asksForFields(selector) ? byRef : undefined;
    return { refs: select(graph, selector, { entities: known }).map((node) => graph.refs[node]) };
  } catch (error) {
    return { error: error.message, fix: error.fix };
  }
}
console.log(JSON.stringify(selectors.map(answer)));
