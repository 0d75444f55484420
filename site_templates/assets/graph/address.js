/* The state of the explorer, and the query of the address that says the same. */

import { neededRelations } from "./data.js";

export const COLOURS = ["kind", "owner", "lifecycle", "health", "score"];
export const DIRECTIONS = ["both", "needs", "needed-by"];
export const MOST_DEPTH = 5;

/** What is shown before anything is chosen. */
export function freshState(graph) {
  return {
    focus: -1, to: -1, at: -1, depth: 2, direction: "both", select: "", color: "kind", every: false,
    relations: new Set(neededRelations(graph)), kinds: new Set(graph.kinds), open: new Set(),
  };
}

/** The state of an address; what it names and the graph lacks is in `unknown`. */
export function readState(graph, search) {
  const query = new URLSearchParams(search);
  const state = freshState(graph);
  const unknown = [];
  for (const key of ["focus", "to", "at"]) {
    const given = query.get(key)?.trim().toLowerCase();
    if (!given) continue;
    state[key] = entityOf(graph, given);
    if (state[key] < 0) unknown.push(query.get(key));
  }
  state.depth = Math.min(MOST_DEPTH, Math.max(1, Math.trunc(Number(query.get("depth"))) || state.depth));
  if (DIRECTIONS.includes(query.get("direction"))) state.direction = query.get("direction");
  if (COLOURS.includes(query.get("color"))) state.color = query.get("color");
  state.select = query.get("select") ?? "";
  state.every = query.get("every") === "1";
  if (query.has("relations")) state.relations = new Set(words(query.get("relations")));
  if (query.has("edges")) state.kinds = new Set(words(query.get("edges")));
  state.open = new Set(query.getAll("open"));
  return { state, unknown };
}

/** The query for a state; what is as at first stands not in it. */
export function writeState(graph, state) {
  const fresh = freshState(graph);
  const query = new URLSearchParams();
  for (const key of ["focus", "to", "at"]) if (state[key] >= 0) query.set(key, graph.refs[state[key]]);
  for (const key of ["depth", "direction", "select", "color"]) {
    if (state[key] !== fresh[key]) query.set(key, state[key]);
  }
  if (state.every) query.set("every", "1");
  if (!same(state.relations, fresh.relations)) query.set("relations", [...state.relations].sort().join(","));
  if (!same(state.kinds, fresh.kinds)) query.set("edges", [...state.kinds].sort().join(","));
  for (const key of [...state.open].sort()) query.append("open", key);
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

/** An entity by its reference, whose kind and namespace may be left out where the rest is one entity's. */
function entityOf(graph, text) {
  if (graph.numbers.has(text)) return graph.numbers.get(text);
  const fitting = graph.refs.flatMap((ref, node) => {
    const [kind, rest] = [ref.slice(0, ref.indexOf(":")), ref.slice(ref.indexOf(":") + 1)];
    const name = rest.slice(rest.indexOf("/") + 1);
    return [rest, name, `${kind}:${name}`].includes(text) ? [node] : [];
  });
  return fitting.length === 1 ? fitting[0] : -1;
}

const words = (text) => text.split(",").filter(Boolean);
const same = (one, other) => one.size === other.size && [...one].every((item) => other.has(item));
