/* The controls above the drawing: search, selector, depth, direction, kinds of relations, colours. */

import { button, choice, element, labelled } from "./dom.js";
import { finder } from "./finder.js";

const WAYS = [["both", "Both directions"], ["needs", "What it needs"], ["needed-by", "What needs it"]];
const COLOURS = [["kind", "Kind"], ["owner", "Team"], ["lifecycle", "Lifecycle"], ["health", "Health"], ["score", "Score"]];
const KINDS = { declared: "Declared", inferred: "Found in code only", api: "Through an API" };

/**
 * The controls, and `update(state)` that makes them say it. `change(part)` is called with the part of the
 * state that a reader changes, `act(name)` for `png`, `svg` and `fit`.
 */
export function makeControls(graph, state, change, act) {
  const depth = choice([1, 2, 3, 4, 5].map((one) => [String(one), String(one)]), "", (value) => change({ depth: Number(value) }));
  const direction = choice(WAYS, "", (value) => change({ direction: value }));
  const colour = choice(COLOURS, "", (value) => change({ color: value }));
  const select = element("input", {
    type: "search", placeholder: "+component:payments+2", "aria-describedby": "cs-selector-error", spellcheck: "false", autocomplete: "off",
  });
  const ask = element("form", { class: "cs-explorer__ask", onsubmit: (event) => {
    event.preventDefault();
    change({ select: select.value.trim(), focus: -1, to: -1, at: -1, every: false });
  } }, labelled("Selector", select), element("button", { type: "submit" }, "Show"));
  const to = element("div", { class: "cs-explorer__to" }, finder(graph, "Shortest way to", (node) => change({ to: node, at: -1 })));
  const relations = relationChoices(graph, change);
  const focused = [labelled("Steps", depth), labelled("Direction", direction)];
  const clear = button("Show everything", () => change({ focus: -1, to: -1, at: -1, select: "", every: false, open: new Set() }));
  const bar = element("div", { class: "cs-explorer__controls" },
    finder(graph, "Find an entity", (node) => change({ focus: node, to: -1, at: -1, select: "", every: false })), ask, to, ...focused,
    labelled("Colour", colour), relations.place, clear,
    element("div", { class: "cs-explorer__actions" }, button("Fit", () => act("fit")),
      button("PNG", () => act("png"), { "aria-label": "Save as PNG" }), button("SVG", () => act("svg"), { "aria-label": "Save as SVG" })));
  const update = (shown) => {
    [depth.value, direction.value, colour.value, select.value] = [String(shown.depth), shown.direction, shown.color, shown.select];
    for (const field of focused) field.hidden = shown.focus < 0 || shown.to >= 0;
    to.hidden = shown.focus < 0;
    ask.hidden = shown.focus >= 0;
    clear.hidden = shown.focus < 0 && !shown.select && !shown.open.size && !shown.every;
    relations.update(shown);
  };
  update(state);
  return { place: bar, update };
}

/** The types of relations, and where they are known from, in a part that folds. */
function relationChoices(graph, change) {
  const boxes = [
    ...graph.relations.map(({ name, title }) => ["relations", name, title]),
    ...graph.kinds.map((kind) => ["kinds", kind, KINDS[kind] ?? kind]),
  ].map(([part, name, words]) => {
    const box = element("input", { type: "checkbox", value: name, onchange: () => change({ [part]: checked(part) }) });
    return { part, name, box, line: element("label", {}, box, ` ${words}`) };
  });
  const checked = (part) => new Set(boxes.filter((one) => one.part === part && one.box.checked).map(({ name }) => name));
  const group = (part, words) => element("fieldset", {}, element("legend", {}, words), ...boxes.filter((one) => one.part === part).map(({ line }) => line));
  const summary = element("summary", {}, "Relations");
  const place = element("details", { class: "cs-explorer__relations" }, summary,
    element("div", {}, group("relations", "Types"), group("kinds", "Known from")));
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !place.open) return;
    event.stopPropagation();
    place.open = false;
    summary.focus();
  });
  const update = (state) => {
    for (const { part, name, box } of boxes) box.checked = state[part].has(name);
    const count = boxes.filter(({ box }) => box.checked).length;
    summary.textContent = count === boxes.length ? "Relations: all" : `Relations: ${count} of ${boxes.length}`;
  };
  return { place, update };
}
