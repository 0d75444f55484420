/* The keys of the drawing: arrows go from one to the next, Enter sets the focus, Escape leaves it. */

/** Listen on the canvas of an explorer, which has `found`, `view`, `choose`, `enter` and `reset`. */
export function walkKeys(explorer) {
  let beside = [];
  explorer.canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key.startsWith("Arrow")) return pan(explorer, event);
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    const here = current(explorer);
    const next = act(explorer, here, beside);
    if (!next?.length) return;
    const at = here && next.includes(here) ? (next.indexOf(here) + (event.key === "ArrowUp" ? next.length - 1 : 1)) % next.length : 0;
    beside = next;
    explorer.choose(next[at]);
    explorer.walked = next[at].id;
  });
}

function current({ view, found }) {
  return view.chosen ? view.items.get(view.chosen) : found.items[-1];
}

const first = ({ found }) => [...found.items].sort((a, b) => b.nodes.length - a.nodes.length || a.x - b.x || a.y - b.y);

const along = (ends) => (explorer, here) => {
  if (!here) return first(explorer).slice(0, 1);
  const next = explorer.found.links.filter((link) => link[ends[0]] === here.id).map((link) => link[ends[1]]);
  return [...new Set(next)].map((id) => explorer.view.items.get(id)).sort((a, b) => a.y - b.y || a.x - b.x);
};

/** The others beside this one: those that the last step led to, else all in reading order. */
const beside = (explorer, here, last) => {
  if (here && last.includes(here) && last.length > 1) return last;
  return [...explorer.found.items].sort((a, b) => a.x - b.x || a.y - b.y);
};

const KEYS = {
  ArrowRight: along(["from", "to"]),
  ArrowLeft: along(["to", "from"]),
  ArrowDown: beside,
  ArrowUp: beside,
  Enter: (explorer, here) => here && explorer.enter(here),
  Escape: (explorer) => (explorer.state.at >= 0 ? explorer.choose(null) : explorer.reset()),
  "+": ({ view }) => view.zoom(1.4),
  "=": ({ view }) => view.zoom(1.4),
  "-": ({ view }) => view.zoom(1 / 1.4),
  0: ({ view }) => view.fit(),
};

function pan({ view }, event) {
  event.preventDefault();
  const [right, down] = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
  view.pan(right, down);
}
