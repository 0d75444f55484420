/* What the colours of entities mean: a value for each, and the legend with how often it occurs. */

import { HEALTH, kindName, partsOf, titleOf } from "./data.js";

const LIGHT = ["#1f6fb2", "#c25700", "#2e7d32", "#8e44ad", "#b3261e", "#00838f", "#6d4c41", "#c2185b", "#827717", "#455a9c"];
const DARK = ["#6cb4f0", "#f5a25d", "#7fce86", "#cf9be6", "#ff938a", "#5fd0dc", "#c8a597", "#f48fb8", "#d3ca5b", "#9fb0f0"];
const REST = { light: "#73787f", dark: "#9aa0a8" };
const HEALTH_WORDS = ["needs attention", "in doubt", "running", "good", "nothing to say"];
const LIFECYCLES = ["production", "experimental", "deprecated"];
const SCORES = [[80, "80 to 100"], [60, "60 to 79"], [40, "40 to 59"], [0, "below 40"]];

const VALUES = {
  kind: (graph, node) => kindName(graph, node),
  owner: (graph, node) => {
    const owner = graph.nodes.owner[node];
    return owner < 0 ? "without an owner" : titleOf(graph, owner);
  },
  lifecycle: (graph, node) => graph.nodes.lifecycles[graph.nodes.lifecycle[node]] ?? "without a lifecycle",
  health: (graph, node) => HEALTH_WORDS[graph.nodes.health[node]] ?? "not measured",
  score: (graph, node) => {
    const score = graph.nodes.score[node];
    return score < 0 ? "not scored" : SCORES.find(([least]) => score >= least)[1];
  },
};
const FIRST = {
  health: [...HEALTH_WORDS, "not measured"],
  lifecycle: [...LIFECYCLES],
  score: [...SCORES.map(([, words]) => words), "not scored"],
};
const NO_VALUE = new Set(["without an owner", "without a lifecycle", "not measured", "not scored", "nothing to say"]);

/** The value of an entity that its colour shows. */
export const valueOf = (graph, node, color) => VALUES[color](graph, node);

/**
 * The values of some entities with count and colour, the frequent ones first, or in their own order;
 * of many the last entry stands for the others. `colourOf(value)` is the colour of any value.
 */
export function legend(graph, nodes, color, dark) {
  const counts = countsOf(graph, nodes, color);
  const rank = (value) => (FIRST[color]?.includes(value) ? FIRST[color].indexOf(value) : 99);
  const order = [...counts].sort(
    ([a, many], [b, more]) => rank(a) - rank(b) || NO_VALUE.has(a) - NO_VALUE.has(b) || more - many || (a < b ? -1 : 1),
  );
  const places = placesOf(graph, color, order.map(([value]) => value));
  const colours = new Map(order.map(([value]) => [value, paint(color, value, places.get(value), dark)]));
  const listed = order.length > LIGHT.length + 1 ? order.slice(0, LIGHT.length) : order;
  const entries = listed.map(([value, count]) => ({ values: new Set([value]), words: value, count, colour: colours.get(value) }));
  const others = order.slice(listed.length);
  if (others.length) {
    const count = others.reduce((sum, [, one]) => sum + one, 0);
    entries.push({ values: new Set(others.map(([value]) => value)), words: `${others.length} others`, count, colour: rest(dark) });
  }
  return { entries, colourOf: (value) => colours.get(value) ?? rest(dark) };
}

function countsOf(graph, nodes, color) {
  const counts = new Map();
  for (const node of nodes) {
    const value = valueOf(graph, node, color);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

const RANKS = new WeakMap();
const KINDS = ["Component", "API", "Resource", "System", "Domain", "Group", "User", "Template", "Location"];
/* The places of the palette in the order in which values take them: red looks like a failure. */
const PLACES = [0, 1, 2, 3, 5, 6, 7, 8, 9, 4];

/** The place of each value of a column by its number of entities in the whole graph. */
function ranksOf(graph, color) {
  if (!RANKS.has(graph)) RANKS.set(graph, new Map());
  const known = RANKS.get(graph);
  if (!known.has(color)) {
    const all = countsOf(graph, Array.from({ length: graph.known }, (_, node) => node), color);
    const order = [...all].sort(([a, many], [b, more]) => NO_VALUE.has(a) - NO_VALUE.has(b) || more - many || (a < b ? -1 : 1));
    const values = order.map(([value]) => value);
    const given = color === "kind" ? [...KINDS, ...values.filter((value) => !KINDS.includes(value))] : values;
    known.set(color, new Map(given.map((value, at) => [value, at])));
  }
  return known.get(color);
}

/**
 * The places in the palette: a value keeps its own from one view to the next; of two that have the same
 * one, the rarer gets the next that is free. Those after the last place get none.
 */
function placesOf(graph, color, values) {
  const ranks = ranksOf(graph, color);
  const rank = (value) => ranks.get(value) ?? ranks.size;
  const places = new Map();
  const taken = new Set();
  for (const value of [...values].sort((a, b) => rank(a) - rank(b))) {
    if (NO_VALUE.has(value) || taken.size === PLACES.length) continue;
    let place = rank(value) % PLACES.length;
    while (taken.has(place)) place = (place + 1) % PLACES.length;
    taken.add(place);
    places.set(value, PLACES[place]);
  }
  return places;
}

const rest = (dark) => REST[dark ? "dark" : "light"];

function paint(color, value, at, dark) {
  const palette = dark ? DARK : LIGHT;
  if (NO_VALUE.has(value)) return rest(dark);
  if (color === "health") return palette[{ bad: 4, warn: 1, busy: 0, good: 2 }[HEALTH[HEALTH_WORDS.indexOf(value)]]];
  if (color === "score") return palette[[2, 0, 1, 4][SCORES.findIndex(([, words]) => words === value)]];
  if (color === "lifecycle" && LIFECYCLES.includes(value)) return palette[[0, 1, 4][LIFECYCLES.indexOf(value)]];
  return palette[at] ?? rest(dark);
}

/** The value for which a group stands: that of most of its entities, of health the worst. */
export function groupValue(graph, nodes, color) {
  if (color === "health") return HEALTH_WORDS[Math.min(...nodes.map((node) => graph.nodes.health[node]).filter((one) => one >= 0))] ?? "not measured";
  const counts = new Map();
  let best = "";
  for (const node of nodes) {
    const value = valueOf(graph, node, color);
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.get(value) > (counts.get(best) ?? 0)) best = value;
  }
  return best;
}

/** What the type-ahead and announcements say beside a title. */
export function aboutOf(graph, node) {
  const owner = graph.nodes.owner[node];
  const { namespace } = partsOf(graph, node);
  const where = namespace === "default" ? "" : ` in ${namespace}`;
  const missing = node >= graph.known ? ", not in the catalog" : "";
  return `${kindName(graph, node)}${where}${owner >= 0 ? `, ${titleOf(graph, owner)}` : ""}${missing}`;
}
