/* What a drawing shows: entities where they are few, else the areas that they lie in. */

export const MOST = 300;
const MOST_EDGES = 1500;
const EDGES_EACH = 1;

/**
 * `items` are entities (`node`) or closed areas (`area`, with the entities that it stands for), and
 * `opened` the areas whose content is shown. At most 300 items, unless `open` (keys of areas) asks for
 * more. `links` are the relations between items with the number of those of entities; `left` is how
 * many weaker ones of areas are not shown.
 */
export function cluster(graph, nodes, edges, open, { every = false } = {}) {
  const chains = nodes.map((node) => chainOf(graph, node));
  const shut = every || nodes.length <= MOST ? () => false : shutAreas(graph, chains, open);
  const items = new Map();
  const place = new Map();
  const opened = new Set();
  nodes.forEach((node, at) => {
    const area = chains[at].find(shut) ?? -1;
    const id = area < 0 ? `n${node}` : `a${area}`;
    if (!items.has(id)) items.set(id, { id, node: area < 0 ? node : -1, area, nodes: [] });
    items.get(id).nodes.push(node);
    place.set(node, id);
    for (const one of chains[at]) if (!shut(one) && one !== area) opened.add(one);
  });
  const { links, left } = linked(graph, edges, place, items.size, every);
  return { items: [...items.values()], opened: [...opened], links, left };
}

/** The areas of an entity, the outermost first. */
function chainOf(graph, node) {
  const found = [];
  for (let area = graph.nodes.area[node]; area >= 0; area = graph.areas[area].parent) found.unshift(area);
  return found;
}

/** Which areas stay closed: the outer ones, or the inner ones where those are few enough. */
function shutAreas(graph, chains, open) {
  const inner = new Set(chains.map((chain) => chain[Math.min(1, chain.length - 1)]));
  const around = new Set(graph.areas.map(({ parent }) => parent));
  const free = inner.size <= MOST;
  const shut = graph.areas.map(({ key }, area) => !open.has(key) && !(free && around.has(area)));
  return (area) => shut[area];
}

function linked(graph, edges, place, size, every) {
  const found = new Map();
  for (const edge of edges) {
    const [one, other] = [place.get(graph.from[edge]), place.get(graph.to[edge])];
    if (one === undefined || other === undefined || one === other) continue;
    const key = `${one} ${other}`;
    const link = found.get(key);
    if (!link) found.set(key, { key, from: one, to: other, edge, count: 1, single: one[0] === "n" && other[0] === "n" });
    else link.count += 1;
  }
  const all = [...found.values()];
  const weak = all.filter(({ single }) => !single).sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  const kept = weak.slice(0, Math.max(60, Math.round(size * EDGES_EACH)));
  const single = all.filter((one) => one.single);
  const shown = every ? single : single.slice(0, MOST_EDGES);
  return { links: [...shown, ...kept], left: all.length - shown.length - kept.length };
}
