/* The drawing as a file: PNG from the canvases, SVG from what they show. */

const NAMES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => NAMES[sign]);
const short = (value) => Math.round(value * 10) / 10;

export function savePng(view, name) {
  const { sigma, theme } = view;
  // Without a new frame in the same task the canvases of WebGL are empty.
  sigma.refresh();
  const layers = sigma.getCanvases();
  const all = ["areas", "edges", "edgeLabels", "nodes", "labels", "hovers", "hoverNodes"].map((id) => layers[id]).filter(Boolean);
  const made = document.createElement("canvas");
  [made.width, made.height] = [all[0].width, all[0].height];
  const context = made.getContext("2d");
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, made.width, made.height);
  for (const layer of all) context.drawImage(layer, 0, 0, made.width, made.height);
  made.toBlob((blob) => save(blob, `${name}.png`), "image/png");
}

export function saveSvg(view, name) {
  save(new Blob([svgText(view)], { type: "image/svg+xml" }), `${name}.svg`);
}

/** The drawing as SVG: boxes, lines with heads, circles and names, as they lie on the canvas. */
export function svgText(view) {
  const { sigma, drawn, theme } = view;
  const { width, height } = sigma.getDimensions();
  const parts = view.boxes().map((box) => areaPart(box, theme));
  const places = new Map();
  drawn.forEachNode((id) => {
    const shown = sigma.getNodeDisplayData(id);
    places.set(id, { ...sigma.framedGraphToViewport(shown), size: sigma.scaleSize(shown.size), color: shown.color, title: drawn.getNodeAttribute(id, "label"), faded: shown.faded });
  });
  drawn.forEachEdge((id, _, from, to) => parts.push(linePart(places.get(from), places.get(to), sigma.getEdgeDisplayData(id))));
  for (const one of places.values()) parts.push(nodePart(one, theme));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, sans-serif" font-size="12"><rect width="100%" height="100%" fill="${theme.ground}"/>${parts.join("")}</svg>\n`;
}

function areaPart(box, theme) {
  return `<rect x="${short(box.x)}" y="${short(box.y)}" width="${short(box.width)}" height="${short(box.height)}" rx="6" fill="${theme.area}" stroke="${theme.border}"/><text x="${short(box.x + 8)}" y="${short(box.y + 15)}" fill="${theme.dim}" font-weight="600">${escaped(box.title)}</text>`;
}

function linePart(from, to, { size, color }) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const long = Math.hypot(x, y) || 1;
  const [right, down] = [x / long, y / long];
  const end = { x: to.x - right * (to.size + 1), y: to.y - down * (to.size + 1) };
  const back = { x: end.x - right * 6, y: end.y - down * 6 };
  const head = `M${short(back.x - down * 3)} ${short(back.y + right * 3)}L${short(end.x)} ${short(end.y)}L${short(back.x + down * 3)} ${short(back.y - right * 3)}`;
  return `<path d="M${short(from.x)} ${short(from.y)}L${short(end.x)} ${short(end.y)}${head}" fill="none" stroke="${color}" stroke-width="${short(size)}"/>`;
}

function nodePart({ x, y, size, color, title, faded }, theme) {
  const name = faded ? "" : `<text x="${short(x + size + 4)}" y="${short(y + 4)}" fill="${theme.text}">${escaped(title)}</text>`;
  return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(size)}" fill="${color}"><title>${escaped(title)}</title></circle>${name}`;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
