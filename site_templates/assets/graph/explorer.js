/* The explorer of the graph: what the address says is drawn, listed and told. */

import { freshState, readState, writeState } from "./address.js";
import { legend } from "./colours.js";
import { makeControls } from "./controls.js";
import { loadGraph, titleOf } from "./data.js";
import { button, element, number, plural } from "./dom.js";
import { savePng, saveSvg } from "./export.js";
import { entityPart, legendPart, spoken, tablePart } from "./panel.js";
import { answer } from "./scope.js";
import { asksForFields, parseSelector, SelectorError } from "./selector.js";
import { themeOf } from "./theme.js";
import { canDraw, loadLibraries, View } from "./view.js";
import { walkKeys } from "./walk.js";

export async function startGraph(place) {
  if (place.dataset.csStarted) return;
  place.dataset.csStarted = "";
  const drawing = canDraw() ? loadLibraries() : Promise.resolve(null);
  try {
    const graph = await loadGraph(place.dataset.csGraph);
    await new Explorer(place, graph).start(drawing);
  } catch (error) {
    place.querySelector("[data-cs-starting]").textContent = "The graph cannot be loaded. The lists below are complete.";
    throw error;
  }
}

class Explorer {
  constructor(place, graph) {
    this.place = place;
    this.graph = graph;
    this.base = place.dataset.csBase;
    this.live = place.querySelector("[data-cs-live]");
    const { state, unknown } = readState(graph, location.search);
    [this.state, this.unknown] = [state, unknown];
  }

  async start(drawing) {
    this.build();
    await this.answer();
    addEventListener("popstate", () => this.recall());
    const libraries = await drawing.catch(() => null);
    if (!libraries) return this.withoutDrawing();
    this.view = new View(libraries, this.canvas, this.graph, {
      choose: (item) => this.choose(item),
      enter: (item) => this.enter(item),
      leave: () => this.choose(null),
    });
    this.draw();
    walkKeys(this);
    // Tests and the benchmark move the camera by it.
    this.place.csView = this.view;
    new MutationObserver(() => this.draw({ keepsCamera: true })).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    this.place.dataset.csReady = "";
  }

  build() {
    this.controls = makeControls(this.graph, this.state, (part) => this.change(part), (name) => this.act(name));
    this.words = element("p", { class: "cs-explorer__words", role: "status" });
    this.wrong = element("p", { class: "cs-note cs-note--bad", id: "cs-selector-error", role: "alert", hidden: true });
    this.said = element("p", { class: "cs-sr", "aria-live": "polite" });
    this.canvas = element("div", {
      class: "cs-explorer__canvas", tabindex: "0", role: "application", "aria-label": "Drawing of the graph",
      "aria-describedby": "cs-graph-keys",
    });
    const keys = element("p", { class: "cs-explorer__keys", id: "cs-graph-keys" },
      "Arrow keys go to what an entity needs (right), what needs it (left) and the next one (up, down). Enter sets the focus, Escape leaves it, + and − zoom.");
    this.panel = element("div", { class: "cs-explorer__panel" });
    this.live.replaceChildren(this.controls.place, this.wrong, this.words,
      element("div", { class: "cs-explorer__both" }, element("div", { class: "cs-explorer__drawing" }, this.canvas, keys), this.panel), this.said);
    this.place.classList.add("cs-explorer--live");
  }

  withoutDrawing() {
    this.canvas.replaceWith(element("p", { class: "cs-note" }, "This browser draws no WebGL. The table says the same."));
    this.live.querySelector("#cs-graph-keys")?.remove();
    this.place.classList.add("cs-explorer--list");
    this.place.dataset.csReady = "";
  }

  /** Change the state, and the address, so that the back button leads to the one before. */
  change(part) {
    Object.assign(this.state, part);
    this.remember(true);
    this.answer();
  }

  remember(step) {
    const address = location.pathname + writeState(this.graph, this.state);
    if (step) history.pushState(null, "", address);
    else history.replaceState(history.state, "", address);
  }

  recall() {
    const { state, unknown } = readState(this.graph, location.search);
    [this.state, this.unknown] = [state, unknown];
    this.answer();
  }

  async answer() {
    const run = (this.run = (this.run ?? 0) + 1);
    this.controls.update(this.state);
    try {
      const entities = await this.fields();
      if (run !== this.run) return;
      this.found = answer(this.graph, this.state, entities);
      this.refuse(this.unknown.length ? `The catalog does not have ${this.unknown.join(", ")}.` : "");
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      this.found = answer(this.graph, { ...this.state, select: "" });
      this.refuse(`${sentence(error.message)}; ${error.fix}.`);
    }
    this.unknown = [];
    this.draw();
    this.list();
  }

  /** All entities by reference, where the selector asks for a field that the graph lacks. */
  async fields() {
    const { select, focus } = this.state;
    if (focus >= 0 || !select.trim() || !asksForFields(parseSelector(select))) return undefined;
    this.entities ??= fetch(`${this.base}api/catalog/entities.json`).then(async (found) => {
      const entities = await found.json();
      return new Map(entities.map((one) => [refOf(one), one]));
    });
    return this.entities;
  }

  refuse(words) {
    this.wrong.hidden = !words;
    this.wrong.textContent = words.replaceAll("`", "");
  }

  draw(options) {
    const theme = themeOf(this.canvas);
    this.colours = legend(this.graph, this.found.nodes, this.state.color, theme.dark);
    this.view?.show(this.found, this.colours, this.state.color, theme, options);
    this.choosePoint();
  }

  /** The chosen entity stands out with its neighbours; the one in focus among all that it reaches. */
  choosePoint() {
    const { at, focus } = this.state;
    this.view?.choose(this.itemOf(at >= 0 ? at : focus)?.id ?? null, at >= 0);
  }

  /** The item that is or holds an entity. */
  itemOf(node) {
    return node < 0 ? undefined : this.found.items.find((item) => item.node === node || (item.node < 0 && item.nodes.includes(node)));
  }

  list() {
    const { graph, state, found } = this;
    const shown = state.at >= 0 ? state.at : state.focus;
    this.words.replaceChildren(...this.summary());
    const go = (node) => this.go(node);
    this.panel.replaceChildren(
      ...(shown >= 0 ? [entityPart(graph, shown, this.base, this.edgesOf(shown), { go, focus: shown === state.focus ? null : (node) => this.focus(node) })] : []),
      element("section", { class: "cs-explorer__colours" }, legendPart(this.colours, state.color, (values) => this.view?.mark(values))),
      tablePart(graph, found, state, this.base, { go, open: (area) => this.open(area) }),
    );
  }

  edgesOf(node) {
    const { relations, kinds } = this.state;
    return [...this.graph.outgoing(node), ...this.graph.incoming(node)].filter(
      (edge) => relations.has(this.graph.relations[this.graph.relation[edge]].name) && kinds.has(this.graph.kinds[this.graph.kind[edge]]),
    );
  }

  summary() {
    const { found, state } = this;
    const parts = [`${found.words}: ${plural(found.nodes.length, "entity", "entities")}, ${plural(found.edges.length, "relation")}.`];
    if (found.apart) parts.push(` ${number(found.apart)} teams, people and others without these relations are not drawn.`);
    if (!found.nodes.length) return [`${found.words}: nothing.`];
    if (found.items.some(({ area }) => area >= 0)) {
      parts.push(` They are grouped; open a group by a double click or in the table.`);
      if (found.left > 0) parts.push(` The ${number(found.links.length)} strongest of ${number(found.links.length + found.left)} connections are drawn.`);
      parts.push(" ", button(`Draw all ${number(found.nodes.length)}`, () => this.change({ every: true }), { class: "cs-linkish" }));
    } else if (state.every) parts.push(" ", button("Group them", () => this.change({ every: false }), { class: "cs-linkish" }));
    else if (found.left > 0) parts.push(` ${number(found.links.length)} of them are drawn.`);
    return parts;
  }

  choose(item) {
    if (item && item.node < 0) {
      this.said.textContent = spoken(this.graph, item);
      return this.view?.choose(item.id);
    }
    this.state.at = item ? item.node : -1;
    this.remember(false);
    this.choosePoint();
    if (item) this.said.textContent = spoken(this.graph, item);
    this.list();
  }

  /** Show an entity in the drawing, in focus where it is not drawn. */
  go(node) {
    const item = this.itemOf(node);
    if (item && item.node === node) this.choose(item);
    else this.focus(node);
  }

  focus(node) {
    this.change({ focus: node, to: -1, at: -1, select: "", every: false });
  }

  enter(item) {
    if (item.node >= 0) this.focus(item.node);
    else this.open(item.area);
  }

  open(area) {
    this.change({ open: new Set([...this.state.open, this.graph.areas[area].key]) });
  }

  act(name) {
    if (!this.view) return;
    const { focus } = this.state;
    const file = focus >= 0 ? `graph-${titleOf(this.graph, focus).replace(/[^\w.-]+/g, "-")}` : "graph";
    if (name === "fit") this.view.fit();
    else if (name === "png") savePng(this.view, file);
    else saveSvg(this.view, file);
  }

  reset() {
    const { color, relations, kinds } = this.state;
    this.change({ ...freshState(this.graph), color, relations, kinds });
  }
}

const sentence = (text) => text[0].toUpperCase() + text.slice(1);

function refOf({ kind, metadata: { namespace, name } }) {
  return `${kind}:${namespace || "default"}/${name}`.toLowerCase();
}
