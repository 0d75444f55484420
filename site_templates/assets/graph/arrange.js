/* Where the entities of an answer stand: in columns, each left of what it needs. */

const COLUMN = 6;
const ROWS = [1.4, 9];
/* The height of the whole as a part of its width: a phone is higher than wide. */
const flatness = () => (globalThis.innerWidth < 700 ? 1.3 : 0.55);
const SWEEPS = 6;
const TALL = 40;

/** For each entity its point; `columns` gives the column of each, as a Map. */
export function arrange(graph, nodes, edges, columns) {
  const groups = new Map();
  for (const node of nodes) {
    const column = columns.get(node) ?? 0;
    if (!groups.has(column)) groups.set(column, []);
    groups.get(column).push(node);
  }
  const order = [...groups.keys()].sort((a, b) => a - b);
  const beside = neighbours(graph, nodes, edges);
  const row = new Map();
  const number = (group) => group.forEach((node, at) => row.set(node, at - (group.length - 1) / 2));
  for (const column of order) number(groups.get(column));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of sweep % 2 ? [...order].reverse() : order) {
      const group = groups.get(column);
      const middle = new Map(group.map((node) => [node, mean(beside.get(node), row) ?? row.get(node)]));
      group.sort((a, b) => middle.get(a) - middle.get(b) || a - b);
      number(group);
    }
  }
  return placed(order.map((column) => groups.get(column)));
}

/** Columns that are too tall are broken into several. */
function placed(groups) {
  const points = new Map();
  const columns = groups.reduce((sum, group) => sum + Math.ceil(group.length / TALL), 0);
  const tallest = Math.min(TALL, Math.max(1, ...groups.map(({ length }) => length)));
  // Few rows stand further apart, so that the whole fills a wide canvas.
  const row = Math.min(ROWS[1], Math.max(ROWS[0], (columns * COLUMN * flatness()) / tallest));
  let x = 0;
  for (const group of groups) {
    const parts = Math.ceil(group.length / TALL);
    const height = Math.ceil(group.length / parts);
    group.forEach((node, at) => {
      const [part, place] = [Math.floor(at / height), at % height];
      const tall = Math.min(height, group.length - part * height);
      points.set(node, [x + part * COLUMN, (place - (tall - 1) / 2) * row]);
    });
    x += parts * COLUMN;
  }
  return points;
}

function neighbours(graph, nodes, edges) {
  const found = new Map(nodes.map((node) => [node, []]));
  for (const edge of edges) {
    found.get(graph.from[edge])?.push(graph.to[edge]);
    found.get(graph.to[edge])?.push(graph.from[edge]);
  }
  return found;
}

function mean(others, row) {
  const known = others.filter((node) => row.has(node));
  return known.length ? known.reduce((sum, node) => sum + row.get(node), 0) / known.length : null;
}

/**
 * The column of each entity by the longest way that leads to it along its needs; a relation that would
 * close a circle is passed over. Entities without relation come last, in columns of their own.
 */
export function layers(graph, nodes, edges) {
  const needs = new Map(nodes.map((node) => [node, []]));
  const linked = new Set();
  for (const edge of edges) {
    const [from, to] = [graph.from[edge], graph.to[edge]];
    if (!needs.has(from) || !needs.has(to)) continue;
    needs.get(from).push(to);
    linked.add(from).add(to);
  }
  const finished = finishing(nodes, needs);
  const place = new Map(finished.map((node, at) => [node, at]));
  const column = new Map();
  for (const node of [...finished].reverse()) {
    const here = column.get(node) ?? 0;
    column.set(node, here);
    for (const other of needs.get(node)) {
      if (place.get(other) < place.get(node)) column.set(other, Math.max(column.get(other) ?? 0, here + 1));
    }
  }
  const last = Math.max(0, ...[...linked].map((node) => column.get(node)));
  for (const node of nodes) if (!linked.has(node)) column.set(node, linked.size ? last + 1 : 0);
  return column;
}

/** The entities in the order in which a search in depth is done with them. */
function finishing(nodes, needs) {
  const seen = new Set();
  const done = [];
  for (const start of nodes) {
    if (seen.has(start)) continue;
    seen.add(start);
    const waiting = [[start, 0]];
    while (waiting.length) {
      const top = waiting[waiting.length - 1];
      const next = needs.get(top[0])[top[1]++];
      if (next === undefined) done.push(waiting.pop()[0]);
      else if (!seen.has(next)) {
        seen.add(next);
        waiting.push([next, 0]);
      }
    }
  }
  return done;
}
