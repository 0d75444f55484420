/* Which entities an answer shows, and where they stand. */

import { arrange, layers } from "./arrange.js";
import { cluster } from "./clusters.js";
import { chosenEdges, partsOf, titleOf } from "./data.js";
import { path, reach } from "./questions.js";
import { parseSelector, select } from "./selector.js";

const BESIDE = new Set(["user", "group", "location", "template", "system", "domain"]);

/**
 * The answer to a state: `items`, `links` and `opened` of `cluster`, each item with its point, and
 * `distances` from the entity in focus. `words` say what is shown. Throws SelectorError.
 */
export function answer(graph, state, entities) {
  const counts = chosenEdges(graph, state);
  const asked = shownNodes(graph, state, counts, entities);
  const inside = new Uint8Array(graph.count);
  for (const node of asked.nodes) inside[node] = 1;
  const edges = [];
  for (let edge = 0; edge < graph.from.length; edge += 1) {
    if (inside[graph.from[edge]] && inside[graph.to[edge]] && (asked.every ? asked.every(edge) : counts(edge))) edges.push(edge);
  }
  const found = cluster(graph, asked.nodes, edges, state.open, { every: state.every });
  const mapped = asked.whole || found.items.some(({ area }) => area >= 0);
  const points = mapped ? null : arrange(graph, asked.nodes, edges, asked.columns ?? layers(graph, asked.nodes, edges));
  for (const item of found.items) [item.x, item.y] = points ? points.get(item.node) : place(graph, item);
  return { ...found, ...asked, edges, opened: points || state.every ? [] : found.opened };
}

function shownNodes(graph, state, counts, entities) {
  if (state.focus >= 0 && state.to >= 0) return wayNodes(graph, state, counts);
  if (state.focus >= 0) return aroundNodes(graph, state, counts);
  if (state.select.trim()) {
    const nodes = select(graph, parseSelector(state.select), { kinds: state.kinds, entities });
    return { nodes, words: `What ${state.select.trim()} means` };
  }
  return wholeNodes(graph, counts);
}

/** All that can need something; what only contains or owns others is drawn where a chosen relation leads to it. */
function wholeNodes(graph, counts) {
  const drawn = [];
  let left = 0;
  for (let node = 0; node < graph.known; node += 1) {
    if (!BESIDE.has(partsOf(graph, node).kind) || related(graph, node, counts)) drawn.push(node);
    else left += 1;
  }
  if (drawn.length) return { nodes: drawn, whole: true, apart: left, words: "The whole catalog" };
  return { nodes: Array.from({ length: graph.known }, (_, node) => node), whole: true, words: "The whole catalog" };
}

function related(graph, node, counts) {
  return graph.outgoing(node).some(counts) || graph.incoming(node).some(counts);
}

function aroundNodes(graph, state, counts) {
  const distances = reach(graph, state.focus, state.depth, state.direction, counts);
  const title = titleOf(graph, state.focus);
  const far = state.depth > 1 ? `, up to ${state.depth} steps` : "";
  const words = {
    both: `What ${title} needs, and what needs it${far}`,
    needs: `What ${title} needs${far}`,
    "needed-by": `What needs ${title}${far}`,
  }[state.direction];
  return { nodes: sorted(distances.keys()), distances, columns: distances, words };
}

function wayNodes(graph, state, counts) {
  const found = path(graph, state.focus, state.to, counts);
  const words = `The shortest way from ${titleOf(graph, state.focus)} to ${titleOf(graph, state.to)}`;
  if (!found) return { nodes: sorted(new Set([state.focus, state.to])), words: `${words}: there is none`, way: [] };
  const columns = new Map(found.map((node, at) => [node, at]));
  const steps = (edge) => Math.abs(columns.get(graph.from[edge]) - columns.get(graph.to[edge])) === 1;
  return { nodes: found, columns, distances: columns, every: steps, way: found, words };
}

function place(graph, { node, area }) {
  if (node >= 0) return [graph.nodes.x[node], graph.nodes.y[node]];
  const [x, y, width, height] = graph.areas[area].box;
  return [x + width / 2, y + height / 2];
}

const sorted = (nodes) => [...nodes].sort((a, b) => a - b);
