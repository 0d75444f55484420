// What the explorer answers to questions about a graph, as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

globalThis.document = { querySelector: () => null };
const [assets] = process.argv.slice(2);
const { graph: data, questions } = JSON.parse(readFileSync(0, "utf8"));
const module = (name) => import(new URL(`graph/${name}`, `${pathToFileURL(assets)}/`));
const { chosenEdges, neededRelations, readGraph } = await module("data.js");
const { path, reach } = await module("questions.js");
const { answer } = await module("scope.js");
const { legend } = await module("colours.js");
const { readState, writeState } = await module("address.js");
const graph = readGraph(data);
const all = chosenEdges(graph, { relations: new Set(neededRelations(graph)), kinds: new Set(graph.kinds) });
const named = (nodes) => nodes?.map((node) => graph.refs[node]) ?? null;

const ASK = {
  reach: ({ ref, depth, direction }) =>
    Object.fromEntries([...reach(graph, graph.numbers.get(ref), depth, direction, all)].map(([node, far]) => [graph.refs[node], far])),
  path: ({ start, end }) => named(path(graph, graph.numbers.get(start), graph.numbers.get(end), all)),
  address: ({ search }) => writeState(graph, readState(graph, search).state),
  colours: ({ search }) => {
    const { state } = readState(graph, search);
    const { entries } = legend(graph, answer(graph, state).nodes, state.color, false);
    return Object.fromEntries(entries.map(({ words, colour }) => [words, colour]));
  },
  shown: ({ search }) => {
    const { items, links, left, nodes } = answer(graph, readState(graph, search).state);
    const points = new Set(items.map(({ x, y }) => `${x} ${y}`));
    return {
      items: items.length, groups: items.filter(({ area }) => area >= 0).length, links: links.length, left,
      entities: nodes.length, apart: points.size === items.length, placed: items.every(({ x, y }) => Number.isFinite(x + y)),
    };
  },
};
console.log(JSON.stringify(questions.map((one) => ASK[one.ask](one))));
