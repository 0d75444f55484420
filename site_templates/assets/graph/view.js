/* The drawing: sigma on a canvas, with the boxes of areas behind it. */

import { groupValue, valueOf } from "./colours.js";
import { titleOf } from "./data.js";
import { fitting, Labels } from "./labels.js";

const VENDOR = new URL("../vendor/", import.meta.url);
const MANY_EDGES = 1500;
const FONT = "Inter, system-ui, sans-serif";

let libraries;

/** The libraries of the drawing, fetched once. */
export function loadLibraries() {
  libraries ??= Promise.all(["graphology/graphology.umd.min.js", "sigma/sigma.min.js"].map(script)).then(() => ({
    Graph: globalThis.graphology,
    Sigma: globalThis.Sigma,
  }));
  return libraries;
}

function script(path) {
  return new Promise((resolve, reject) => {
    const made = document.createElement("script");
    made.src = new URL(path, VENDOR);
    made.onload = resolve;
    made.onerror = () => reject(new Error(`${path} cannot be loaded`));
    document.head.append(made);
  });
}

export function canDraw() {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(context);
  } catch {
    return false;
  }
}

export class View {
  /** `on` has `choose(item)` for a click, `enter(item)` for a double one, and `leave()` for the ground. */
  constructor({ Graph, Sigma }, place, graph, on) {
    this.graph = graph;
    this.drawn = new Graph({ type: "directed", multi: true });
    this.hovered = null;
    this.chosen = null;
    this.marked = null;
    this.links = new Map();
    this.labels = new Labels();
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.sigma = new Sigma(this.drawn, place, this.settings(Sigma));
    this.ground = this.sigma.createCanvasContext("areas", { beforeLayer: "edges", style: { pointerEvents: "none" } }).canvasContexts.areas;
    // A canvas that is added later has the size of none yet.
    this.sigma.resize(true);
    this.sigma.on("beforeRender", () => this.labels.clear(this.titles()));
    this.sigma.on("afterRender", () => this.drawAreas());
    this.sigma.on("enterNode", ({ node }) => this.hover(node));
    this.sigma.on("leaveNode", () => this.hover(null));
    this.sigma.on("clickNode", ({ node }) => on.choose(this.items.get(node)));
    this.sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      on.enter(this.items.get(event.node));
    });
    this.sigma.on("clickStage", on.leave);
  }

  settings(Sigma) {
    return {
      allowInvalidContainer: true,
      labelFont: FONT,
      labelSize: 12,
      labelWeight: "400",
      labelDensity: 1,
      labelGridCellSize: 70,
      labelRenderedSizeThreshold: 5,
      defaultEdgeType: "arrow",
      minEdgeThickness: 1.4,
      stagePadding: 46,
      minCameraRatio: 0.02,
      maxCameraRatio: 4,
      zIndex: true,
      labelColor: { attribute: "labelColor" },
      defaultDrawNodeLabel: (context, data, settings) => this.drawLabel(context, data, settings),
      defaultDrawNodeHover: (context, data, settings) => this.drawHover(context, data, settings),
      nodeReducer: (id, data) => this.nodeLook(id, data),
      edgeReducer: (id, data) => this.edgeLook(id, data),
      nodeProgramClasses: { circle: Sigma.rendering.NodeCircleProgram },
    };
  }

  /** Draw an answer; `colours` is the legend, `theme` the colours of the page. */
  show(found, colours, color, theme, { keepsCamera = false } = {}) {
    this.theme = theme;
    this.opened = found.opened;
    this.items = new Map(found.items.map((item) => [item.id, item]));
    this.links = new Map(found.items.map(({ id }) => [id, []]));
    this.hovered = this.chosen = this.marked = null;
    this.drawn.clear();
    const dense = found.items.length > 60;
    for (const item of found.items) this.drawn.addNode(item.id, this.nodeAttributes(item, colours, color, dense));
    const heaviest = found.links.reduce((found, { count }) => Math.max(found, count), 2);
    const type = found.links.length > MANY_EDGES ? "line" : "arrow";
    for (const link of found.links) {
      this.links.get(link.from).push(link.to);
      this.links.get(link.to).push(link.from);
      this.drawn.addEdgeWithKey(link.key, link.from, link.to, {
        size: link.single ? 1.6 : 1 + (3 * link.count) / heaviest,
        color: link.single ? theme.edges[this.graph.kinds[this.graph.kind[link.edge]]] : theme.line,
        type,
      });
    }
    this.sigma.setSetting("hideEdgesOnMove", found.links.length > MANY_EDGES);
    this.sigma.setSetting("labelRenderedSizeThreshold", dense ? 5 : 0);
    this.sigma.setCustomBBox(this.extent(found.items));
    if (!keepsCamera) this.fit(true);
    this.sigma.refresh();
  }

  /** All points and boxes, with room for the names at the right. */
  extent(items) {
    const boxes = this.opened.map((area) => this.graph.areas[area].box);
    const x = [...items.map((item) => item.x), ...boxes.flatMap((box) => [box[0], box[0] + box[2]])];
    const y = [...items.map((item) => item.y), ...boxes.flatMap((box) => [box[1], box[1] + box[3]])];
    const [left, right] = [least(x), most(x)];
    const [top, bottom] = [least(y), most(y)];
    if (!items.length) return { x: [0, 1], y: [0, 1] };
    const room = boxes.length ? 0 : (right - left) * (globalThis.innerWidth < 700 ? 0.2 : 0.12) + 1;
    return { x: [left, right + room], y: [-bottom - 1, -top + 1] };
  }

  nodeAttributes(item, colours, color, dense) {
    const entity = item.node >= 0;
    const value = entity ? valueOf(this.graph, item.node, color) : groupValue(this.graph, item.nodes, color);
    const degree = entity ? this.graph.incoming(item.node).length : 0;
    const small = this.items.size > 2000 ? 2 : dense ? 4 : 6;
    const missing = entity && item.node >= this.graph.known;
    return {
      x: item.x,
      y: -item.y,
      label: entity ? titleOf(this.graph, item.node) : `${areaTitle(this.graph, item.area)} (${item.nodes.length})`,
      size: entity ? small + Math.min(small, Math.log2(1 + degree) / 2) : 6 + Math.min(22, Math.sqrt(item.nodes.length)),
      color: missing ? this.theme.missing : colours.colourOf(value),
      labelColor: this.theme.text,
      forceLabel: !dense || !entity,
      group: !entity,
      zIndex: entity ? 1 : 2,
      value,
    };
  }

  nodeLook(id, data) {
    const look = { ...data };
    const centre = this.centre();
    if (id === this.chosen) look.highlighted = true;
    if (centre && id !== centre && !this.near.has(id)) look.faded = true;
    if (this.marked && !this.marked.has(data.value)) look.faded = true;
    if (look.faded) {
      look.color = this.theme.faded;
      look.label = "";
      look.forceLabel = false;
      look.zIndex = 0;
    } else if (centre && this.links.get(centre).length < 40) look.forceLabel = true;
    return look;
  }

  edgeLook(id, data) {
    const centre = this.centre();
    if (!centre) return data;
    const touches = this.drawn.source(id) === centre || this.drawn.target(id) === centre;
    return touches ? { ...data, color: this.theme.strong, zIndex: 1 } : { ...data, color: this.theme.faded, zIndex: 0 };
  }

  hover(id) {
    this.hovered = id;
    this.restyle();
  }

  /** The item whose neighbours stand out, if any. */
  centre() {
    return this.hovered ?? (this.fades ? this.chosen : null);
  }

  /** Mark one item, and where the others fade its neighbours; null for none. */
  choose(id, fades = true) {
    this.chosen = id !== null && this.items.has(id) ? id : null;
    this.fades = fades;
    this.hovered = null;
    this.restyle();
    if (this.chosen) this.bringIntoView(this.chosen);
  }

  /** Fade all but the entities with one of some values of the legend; null for none. */
  mark(values) {
    this.marked = values;
    this.restyle();
  }

  restyle() {
    const centre = this.centre();
    this.near = new Set(centre ? this.links.get(centre) : []);
    this.sigma.refresh({ skipIndexation: true });
  }

  bringIntoView(id) {
    const shown = this.sigma.getNodeDisplayData(id);
    const { x, y } = this.sigma.framedGraphToViewport(shown);
    const { width, height } = this.sigma.getDimensions();
    if (x > 20 && y > 20 && x < width - 20 && y < height - 20) return;
    this.move({ x: shown.x, y: shown.y });
  }

  zoom(factor) {
    this.move({ ratio: this.sigma.getCamera().ratio / factor });
  }

  pan(right, down) {
    const camera = this.sigma.getCamera();
    this.move({ x: camera.x + right * camera.ratio, y: camera.y - down * camera.ratio });
  }

  fit(now = false) {
    const whole = { x: 0.5, y: 0.5, ratio: 1, angle: 0 };
    if (now) this.sigma.getCamera().setState(whole);
    else this.move(whole);
  }

  move(state) {
    const camera = this.sigma.getCamera();
    if (this.still) camera.setState(state);
    else camera.animate(state, { duration: 200 });
  }

  drawAreas() {
    const context = this.ground;
    const { width, height } = this.sigma.getDimensions();
    context.clearRect(0, 0, width, height);
    for (const one of this.boxes()) {
      context.beginPath();
      context.roundRect(one.x, one.y, one.width, one.height, 6);
      context.fillStyle = this.theme.area;
      context.fill();
      context.strokeStyle = this.theme.border;
      context.stroke();
      if (!one.titled) continue;
      context.fillStyle = this.theme.dim;
      context.font = `600 ${one.outer ? 12 : 11}px ${FONT}`;
      context.fillText(fitting(context, one.title, one.width - 12), one.x + 6, one.y + 14);
    }
  }

  /** The boxes of opened areas on the canvas, the outer ones first. */
  boxes() {
    const found = (this.opened ?? []).map((area) => {
      const { box, parent } = this.graph.areas[area];
      const start = this.sigma.graphToViewport({ x: box[0], y: -box[1] });
      const end = this.sigma.graphToViewport({ x: box[0] + box[2], y: -box[1] - box[3] });
      const [width, height] = [end.x - start.x, end.y - start.y];
      return { x: start.x, y: start.y, width, height, outer: parent < 0, title: areaTitle(this.graph, area), titled: width > 40 && height > 24 };
    });
    return found.sort((a, b) => b.outer - a.outer);
  }

  /** Where the titles of areas stand, so that no name covers them. */
  titles() {
    return this.boxes().filter(({ titled }) => titled).map(({ x, y, width, title }) => ({ x: x + 6, y: y + 4, width: Math.min(width - 12, 7 * title.length), height: 12 }));
  }

  drawLabel(context, data, settings) {
    if (data.label) this.labels.draw(context, data, settings, this.theme);
  }

  /** A ring, and the name with what the colour says, above the point so that its relations stay free. */
  drawHover(context, data, settings) {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 3, 0, Math.PI * 2);
    context.lineWidth = 2;
    context.strokeStyle = this.theme.text;
    context.stroke();
    context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
    const text = `${this.drawn.getNodeAttribute(data.key, "label")} · ${data.value}`;
    const wide = context.measureText(text).width;
    const left = Math.max(4, Math.min(data.x - wide / 2, this.sigma.getDimensions().width - wide - 8));
    const top = Math.max(4, data.y - data.size - settings.labelSize * 2 - 8);
    context.fillStyle = this.theme.ground;
    context.strokeStyle = this.theme.border;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(left - 5, top, wide + 10, settings.labelSize * 2, 4);
    context.fill();
    context.stroke();
    context.fillStyle = this.theme.text;
    context.fillText(text, left, top + settings.labelSize * 1.35);
  }
}

const least = (numbers) => numbers.reduce((one, other) => Math.min(one, other), Infinity);
const most = (numbers) => numbers.reduce((one, other) => Math.max(one, other), -Infinity);

export function areaTitle(graph, area) {
  const { node, title } = graph.areas[area];
  return title || (node >= 0 ? titleOf(graph, node) : "");
}
