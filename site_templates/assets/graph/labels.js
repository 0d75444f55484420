/* Names beside the points of the drawing: each where none stands yet, else left out. */

const MOST_WIDE = 170;
const CELL = 120;

export class Labels {
  constructor() {
    this.taken = new Map();
  }

  /** Forget all names; `boxes` are places where none may stand. */
  clear(boxes) {
    this.taken.clear();
    for (const box of boxes) this.free([box]);
  }

  /** Draw a name right of its point, else below, above or left of it. */
  draw(context, data, { labelSize, labelFont, labelWeight }, theme) {
    context.font = `${data.highlighted ? 600 : labelWeight} ${labelSize}px ${labelFont}`;
    const text = fitting(context, data.label, MOST_WIDE);
    const wide = context.measureText(text).width;
    const place = this.free(places(data, wide, labelSize));
    if (!place) return;
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = theme.ground;
    context.strokeText(text, place.x, place.y + labelSize * 0.85);
    context.fillStyle = theme.text;
    context.fillText(text, place.x, place.y + labelSize * 0.85);
  }

  free(candidates) {
    const found = candidates.find((box) => !this.cells(box).some((cell) => this.taken.get(cell)?.some((other) => overlap(box, other))));
    for (const cell of found ? this.cells(found) : []) {
      if (!this.taken.has(cell)) this.taken.set(cell, []);
      this.taken.get(cell).push(found);
    }
    return found;
  }

  cells({ x, y, width }) {
    const row = [Math.floor(y / CELL), Math.floor((y + 14) / CELL)];
    const column = [Math.floor(x / CELL), Math.floor((x + width / 2) / CELL), Math.floor((x + width) / CELL)];
    return [...new Set(row.flatMap((one) => column.map((other) => `${one} ${other}`)))];
  }
}

/** Where the name may stand: that of a group, whose point is large, below it at first. */
function places({ x, y, size, group }, width, height) {
  const box = (left, top) => ({ x: left, y: top, width, height: height + 2 });
  const [beside, below] = [box(x + size + 3, y - height / 2), box(x - width / 2, y + size + 1)];
  return [
    ...(group ? [below, beside] : [beside, below]),
    box(x - width / 2, y - size - height - 3),
    box(x - size - width - 3, y - height / 2),
  ];
}

const overlap = (one, other) =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

const texts = new Map();

/** A text, cut with an ellipsis where it is wider than `most`. */
export function fitting(context, text, most) {
  const key = `${context.font} ${text} ${Math.round(most)}`;
  if (!texts.has(key)) {
    let short = text;
    while (short.length > 1 && context.measureText(short).width > most) short = `${short.slice(0, -2).trimEnd()}…`;
    if (texts.size > 5000) texts.clear();
    texts.set(key, short);
  }
  return texts.get(key);
}
