/* Beside the drawing: the legend, the chosen entity, and everything that is shown as a table. */

import { aboutOf, groupValue, valueOf } from "./colours.js";
import { kindName, titleOf } from "./data.js";
import { button, element, entityAddress, number, plural } from "./dom.js";
import { areaTitle } from "./view.js";

const ROWS = 200;
const LINKS = 12;
const COLUMN = { kind: "Kind", owner: "Team", lifecycle: "Lifecycle", health: "Health", score: "Score" };

/** The legend; an entry that is pressed marks its entities. `mark(values)` gets null for none. */
export function legendPart(colours, color, mark) {
  const list = element("ul", { class: "cs-explorer__legend", "aria-label": `Colours: ${COLUMN[color]}` });
  for (const { values, words, count, colour } of colours.entries) {
    const dot = element("i", { "aria-hidden": "true" });
    dot.style.background = colour;
    const entry = button(dot, () => {
      const pressed = entry.getAttribute("aria-pressed") !== "true";
      for (const other of list.querySelectorAll("button")) other.setAttribute("aria-pressed", "false");
      entry.setAttribute("aria-pressed", String(pressed));
      mark(pressed ? values : null);
    }, { "aria-pressed": "false" });
    entry.append(element("span", {}, words), element("span", { class: "cs-count" }, number(count)));
    list.append(element("li", {}, entry));
  }
  return list;
}

/** What is known of one entity: its page, and what it needs and who needs it. */
export function entityPart(graph, node, base, edges, { go, focus }) {
  const head = element("h2", {}, titleOf(graph, node));
  const links = node < graph.known
    ? [element("a", { class: "md-button", href: entityAddress(graph, node, base) }, "Open this entity")]
    : [element("span", { class: "cs-calm" }, "The catalog does not have it.")];
  const sides = [["Needs", (edge) => graph.from[edge] === node, graph.to, "words"], ["Needed by", (edge) => graph.to[edge] === node, graph.from, "inverseWords"]];
  return element("section", { class: "cs-explorer__entity", "aria-label": titleOf(graph, node) }, head,
    element("p", { class: "cs-explorer__about" }, aboutOf(graph, node)),
    element("p", { class: "cs-actions" }, ...links, ...(focus ? [button("Focus", () => focus(node))] : [])),
    ...sides.map(([title, mine, ends, words]) => neighbours(graph, title, edges.filter(mine), ends, words, go)));
}

function neighbours(graph, title, edges, ends, words, go) {
  if (!edges.length) return null;
  const lines = edges.slice(0, LINKS).map((edge) => {
    const relation = graph.relations[graph.relation[edge]];
    const turned = relation.meaning === "is needed by";
    const said = relation[turned === (words === "words") ? "inverseWords" : "words"];
    const found = graph.kinds[graph.kind[edge]] === "inferred" ? ", found in code" : "";
    return element("li", {}, button(titleOf(graph, ends[edge]), () => go(ends[edge]), { class: "cs-linkish" }), element("small", {}, ` ${said}${found}`));
  });
  const more = edges.length > LINKS ? [element("li", {}, element("small", {}, `and ${number(edges.length - LINKS)} more; focus to see them`))] : [];
  return element("div", {}, element("h3", {}, `${title} `, element("span", { class: "cs-count" }, number(edges.length))), element("ul", {}, ...lines, ...more));
}

/** Everything that is shown, as a table with links; areas can be opened. */
export function tablePart(graph, found, state, base, { go, open }) {
  const items = found.way ? found.way.map((node) => ({ node, area: -1, nodes: [node] })) : ordered(graph, found);
  const rows = items.slice(0, ROWS).map((item) => (item.node >= 0 ? entityRow(graph, item, found, state, base, go) : areaRow(graph, item, state, open)));
  const head = ["Name", ...(found.distances ? ["How"] : []), COLUMN[state.color]].map((words) => element("th", { scope: "col" }, words));
  const more = items.length > ROWS ? [element("p", { class: "cs-calm" }, `The first ${ROWS} of ${number(items.length)}. Find one by name, or write a selector.`)] : [];
  return element("section", { "aria-label": "The same as a table" }, element("h2", {}, "As a table"),
    element("table", { class: "cs-table cs-explorer__table" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)), ...more);
}

function ordered(graph, { items, distances }) {
  const name = (item) => (item.node >= 0 ? titleOf(graph, item.node) : areaTitle(graph, item.area));
  const far = (item) => (distances && item.node >= 0 ? Math.abs(distances.get(item.node)) : 0);
  const group = (item) => (item.node < 0 ? 0 : 1);
  return [...items].sort((a, b) => group(a) - group(b) || far(a) - far(b) || name(a).localeCompare(name(b), "en"));
}

function entityRow(graph, item, found, state, base, go) {
  const name = item.node < graph.known
    ? element("a", { class: "cs-link", href: entityAddress(graph, item.node, base) }, titleOf(graph, item.node))
    : element("span", { class: "cs-missing" }, titleOf(graph, item.node));
  const show = button("show", () => go(item.node), { class: "cs-linkish", "aria-label": `Show ${titleOf(graph, item.node)}` });
  const how = found.distances ? [element("td", {}, found.way ? wayWords(graph, item.node, found) : distanceWords(found.distances.get(item.node)))] : [];
  return element("tr", {}, element("td", { class: "cs-name" }, name, " ", show), ...how, element("td", {}, valueOf(graph, item.node, state.color)));
}

function areaRow(graph, item, state, open) {
  const title = areaTitle(graph, item.area);
  const shown = button(title, () => open(item.area), { class: "cs-linkish", "aria-label": `Open ${title}` });
  return element("tr", {}, element("td", { class: "cs-name" }, shown, element("small", {}, ` ${plural(item.nodes.length, "entity", "entities")}`)),
    element("td", {}, `${state.color === "health" ? "the worst" : "mostly"}: ${groupValue(graph, item.nodes, state.color)}`));
}

export function distanceWords(distance) {
  if (!distance) return "in focus";
  const steps = Math.abs(distance) === 1 ? "" : `, ${Math.abs(distance)} steps`;
  return (distance > 0 ? "needed by it" : "needs it") + steps;
}

function wayWords(graph, node, { way, edges }) {
  const at = way.indexOf(node);
  if (at === way.length - 1) return "the end";
  const next = way[at + 1];
  const edge = edges.find((one) => (graph.from[one] === node && graph.to[one] === next) || (graph.to[one] === node && graph.from[one] === next));
  const relation = graph.relations[graph.relation[edge]];
  const turned = (relation.meaning === "is needed by") !== (graph.to[edge] === node);
  return `${turned ? relation.inverseWords : relation.words} ↓`;
}

/** What screen readers are told of an item. */
export function spoken(graph, item) {
  if (item.node < 0) return `${areaTitle(graph, item.area)}, ${plural(item.nodes.length, "entity", "entities")}`;
  return `${titleOf(graph, item.node)}, ${kindName(graph, item.node)}`;
}
