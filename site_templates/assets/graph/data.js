/* The graph of the site: the columns of graph.json, and which relations each entity has. */

export const HEALTH = ["bad", "warn", "busy", "good", "none"];

/** The graph at an address. Throws where it cannot be loaded. */
export async function loadGraph(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return readGraph(await answer.json());
}

/**
 * Entities are numbers; those from `known` on are not in the catalog. Of a relation that means a need
 * `from` is who needs and `to` what is needed, whichever of the two states it; of another one its
 * source and its target.
 */
export function readGraph({ known, nodes, edges, areas }) {
  const count = nodes.ref.length;
  const size = edges.target.length;
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  const relations = edges.relations.map((one) => ({ ...one, needs: one.meaning !== "other" }));
  let source = 0;
  for (let edge = 0; edge < size; edge += 1) {
    source += edges.step[edge];
    const turned = relations[edges.relation[edge]].meaning === "is needed by";
    from[edge] = turned ? edges.target[edge] : source;
    to[edge] = turned ? source : edges.target[edge];
  }
  return {
    count,
    known,
    refs: nodes.ref,
    numbers: new Map(nodes.ref.map((ref, number) => [ref, number])),
    nodes,
    areas,
    relations,
    relation: edges.relation,
    kinds: edges.kinds,
    kind: edges.kind,
    from,
    to,
    outgoing: grouped(count, from),
    incoming: grouped(count, to),
  };
}

/** For each entity the numbers of its relations, one after the other. */
function grouped(count, ends) {
  const start = new Int32Array(count + 1);
  for (const end of ends) start[end + 1] += 1;
  for (let node = 0; node < count; node += 1) start[node + 1] += start[node];
  const next = start.slice(0, count);
  const edges = new Int32Array(ends.length);
  for (let edge = 0; edge < ends.length; edge += 1) edges[next[ends[edge]]++] = edge;
  return (node) => edges.subarray(start[node], start[node + 1]);
}

/** `kind`, `namespace` and `name` of an entity. */
export function partsOf(graph, node) {
  const [, kind, namespace, name] = graph.refs[node].match(/^([^:]*):([^/]*)\/(.*)$/s) ?? ["", "", "", ""];
  return { kind, namespace, name: name || graph.refs[node] };
}

export function titleOf(graph, node) {
  return graph.nodes.title[node] || partsOf(graph, node).name;
}

export function kindName(graph, node, many = false) {
  const { kind } = partsOf(graph, node);
  const found = graph.nodes.kinds.find(([one]) => one === kind);
  return found ? found[many ? 2 : 1] : kind;
}

/** Which relations count: those of the chosen types and kinds. */
export function chosenEdges(graph, { relations, kinds }) {
  const types = graph.relations.map(({ name }) => relations.has(name));
  const ways = graph.kinds.map((kind) => kinds.has(kind));
  return (edge) => types[graph.relation[edge]] && ways[graph.kind[edge]] && graph.from[edge] !== graph.to[edge];
}

/** The types of relations that mean a need: those that are chosen at first. */
export function neededRelations(graph) {
  return graph.relations.filter(({ needs }) => needs).map(({ name }) => name);
}
