/* What an entity reaches, and how two are connected. */

/**
 * The entities within `depth` steps as a Map to their distance: what `start` needs has a positive one,
 * who needs it a negative one. What is both is listed at the nearer side.
 */
export function reach(graph, start, depth, direction, counts) {
  const found = new Map([[start, 0]]);
  const sides = { needs: [1], "needed-by": [-1], both: [1, -1] }[direction];
  const walks = sides.map((sign) => [sign, walk(graph, start, depth, sign > 0, counts)]);
  for (const [sign, distances] of walks) {
    for (const [node, distance] of distances) {
      if (!found.has(node) || distance < Math.abs(found.get(node))) found.set(node, sign * distance);
    }
  }
  return found;
}

/** The entities within `depth` steps along the needs, or against them, with their distance. */
export function walk(graph, start, depth, forward, counts) {
  const found = new Map([[start, 0]]);
  let reached = [start];
  for (let distance = 1; distance <= depth && reached.length; distance += 1) {
    const next = [];
    for (const node of reached) {
      for (const edge of forward ? graph.outgoing(node) : graph.incoming(node)) {
        const other = forward ? graph.to[edge] : graph.from[edge];
        if (!found.has(other) && counts(edge)) {
          found.set(other, distance);
          next.push(other);
        }
      }
    }
    reached = next;
  }
  return found;
}

/**
 * The entities on the shortest way between two: along what each needs, else the other way round, else
 * along any relation. Null where there is none. `catalogsite path` has the same answer.
 */
export function path(graph, start, end, counts) {
  const needs = (edge) => graph.relations[graph.relation[edge]].needs && counts(edge);
  return (
    way(graph, start, end, needs, 1) ?? way(graph, end, start, needs, 1)?.reverse() ?? way(graph, start, end, () => true, 0)
  );
}

function way(graph, start, end, counts, oneWay) {
  const before = new Map([[start, -1]]);
  const waiting = [start];
  for (let at = 0; at < waiting.length && !before.has(end); at += 1) {
    const node = waiting[at];
    // What the catalog lacks states nothing itself: no way leads through it.
    if (node >= graph.known && node !== start) continue;
    const next = [...graph.outgoing(node)].filter(counts).map((edge) => graph.to[edge]);
    if (!oneWay) next.push(...[...graph.incoming(node)].filter(counts).map((edge) => graph.from[edge]));
    for (const other of next.sort((a, b) => a - b)) {
      if (before.has(other)) continue;
      before.set(other, node);
      waiting.push(other);
    }
  }
  if (!before.has(end)) return null;
  const found = [];
  for (let node = end; node >= 0; node = before.get(node)) found.push(node);
  return found.reverse();
}
