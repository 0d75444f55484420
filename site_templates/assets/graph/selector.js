/* The selector language of `catalogsite graph query`: +component:payments+2, tag:pci, owner:team-a. */

import { searchRows } from "../filtering.js";
import { chosenEdges, neededRelations, partsOf } from "./data.js";
import { walk } from "./questions.js";

const STEPS = /^(?:(\d*)\+)?([^+]*)(?:\+(\d*))?$/;
const ALL = 1e9;

/** A selector that cannot be read, or names what there is not; `fix` says what to write. */
export class SelectorError extends Error {
  constructor(message, fix) {
    super(message);
    this.fix = fix;
  }
}

/** Alternatives of terms. Throws SelectorError that names the part that cannot be read. */
export function parseSelector(text) {
  const alternatives = text.split(/\s+/).filter(Boolean).map((one) => one.split(",").map((part) => term(part, text)));
  if (!alternatives.length) throw new SelectorError("the selector is empty", "name an entity, or `kind:component`");
  if (alternatives.some((terms) => terms.every(({ excluded }) => excluded))) {
    throw new SelectorError(`\`${text}\` only takes away`, `write what it is taken from, such as \`*,${text}\``);
  }
  return alternatives;
}

function term(part, text) {
  const excluded = part.startsWith("!");
  const [, needs, base, needed] = (excluded ? part.slice(1) : part).match(STEPS) ?? [];
  if (!base) {
    const fix = "write `2+NAME+2`, `FIELD:VALUE` or a reference; `,` for both and a space for either";
    throw new SelectorError(`\`${part}\` in the selector \`${text}\` cannot be read`, fix);
  }
  const colon = base.indexOf(":");
  const name = colon < 0 ? "" : base.slice(0, colon).toLowerCase();
  return { name, pattern: base.slice(colon + 1).toLowerCase(), needs: steps(needs), needed: steps(needed), excluded };
}

function steps(text) {
  if (text === undefined) return 0;
  return text ? Number(text) : ALL;
}

/** Whether a selector names a field that graph.json lacks, so that all entities have to be loaded. */
export function asksForFields(selector) {
  return selector.flat().some(({ name }) => name.includes(".") && !(name in FIELDS));
}

/**
 * The entities that a selector means, sorted. `kinds` are the kinds of dependencies along which its
 * steps go; `entities` are those of the catalog by reference, where `asksForFields`.
 */
export function select(graph, selector, { kinds = new Set(graph.kinds), entities } = {}) {
  const counts = chosenEdges(graph, { relations: new Set(neededRelations(graph)), kinds });
  const found = new Set();
  for (const terms of selector) {
    const [first, ...others] = terms.filter(({ excluded }) => !excluded).map((one) => matching(graph, one, counts, entities));
    const away = terms.filter(({ excluded }) => excluded).map((one) => matching(graph, one, counts, entities));
    for (const node of first) {
      if (others.every((set) => set.has(node)) && !away.some((set) => set.has(node))) found.add(node);
    }
  }
  return [...found].sort((a, b) => a - b);
}

function matching(graph, asked, counts, entities) {
  const matches = wildcard(asked.pattern);
  const found = new Set();
  for (let node = 0; node < graph.known; node += 1) {
    if (values(graph, node, asked.name, entities).some(matches)) found.add(node);
  }
  refuseUnknown(graph, asked.name);
  const reached = new Set(found);
  for (const node of found) {
    for (const [depth, forward] of [[asked.needs, true], [asked.needed, false]]) {
      if (!depth) continue;
      for (const other of walk(graph, node, depth, forward, counts).keys()) {
        if (other < graph.known) reached.add(other);
      }
    }
  }
  return reached;
}

function values(graph, node, name, entities) {
  if (name in FIELDS) return FIELDS[name](graph, node);
  if (name.includes(".")) {
    const entity = entities?.get(graph.refs[node]);
    return entity ? [...(searchRows(entity).get(name) ?? [])].filter(Boolean) : [];
  }
  const { kind } = partsOf(graph, node);
  return name === "" || name === kind ? names(graph, node) : [];
}

/** An entity by `namespace/name`, and by its name alone. */
function names(graph, node) {
  const { namespace, name } = partsOf(graph, node);
  return [`${namespace}/${name}`, name];
}

const whole = (graph, node) => [graph.refs[node], ...names(graph, node)];
const coded = (list, column) => (graph, node) => {
  const found = graph.nodes[list][graph.nodes[column][node]];
  return found === undefined ? [] : [found];
};

function targets(graph, node, relation) {
  const number = graph.relations.findIndex(({ name }) => name === relation);
  return [...graph.outgoing(node)].filter((edge) => graph.relation[edge] === number).map((edge) => graph.to[edge]);
}

/** The names of the systems or domains that an entity is part of, at any depth, and its own. */
const containers = (kind) => (graph, node) => {
  const own = partsOf(graph, node);
  const found = own.kind === kind ? [own.name] : [];
  const seen = new Set();
  const waiting = [node];
  while (waiting.length) {
    for (const target of targets(graph, waiting.pop(), "partOf")) {
      if (seen.has(target)) continue;
      seen.add(target);
      if (partsOf(graph, target).kind === kind) found.push(...whole(graph, target));
      waiting.push(target);
    }
  }
  return found;
};

const FIELDS = {
  __proto__: null,
  kind: (graph, node) => [partsOf(graph, node).kind],
  type: coded("types", "type"),
  lifecycle: coded("lifecycles", "lifecycle"),
  namespace: (graph, node) => [partsOf(graph, node).namespace],
  tag: (graph, node) => graph.nodes.tag[node].map((tag) => graph.nodes.tags[tag]),
  owner: (graph, node) => targets(graph, node, "ownedBy").flatMap((owner) => whole(graph, owner)),
  system: containers("system"),
  domain: containers("domain"),
};

function refuseUnknown(graph, name) {
  const kinds = new Set(Array.from({ length: graph.known }, (_, node) => partsOf(graph, node).kind));
  if (!name || name in FIELDS || name.includes(".") || kinds.has(name)) return;
  const known = [...Object.keys(FIELDS), ...kinds].filter((one, at, all) => all.indexOf(one) === at).sort();
  throw new SelectorError(
    `\`${name}\` is neither a field nor a kind of the catalog`,
    `known: ${known.join(", ")}, and dotted names such as spec.type`,
  );
}

// The group in the lookahead is atomic: as in Python's fnmatch, `[!]` without a second bracket is three letters.
const SET_OR_LETTER = /(?=(\[!?\]?))\1[^\]]*\]|./gsu;

/** Whether a text fits a pattern of `*`, `?` and sets of letters, in at most its length times the pattern's. */
export function wildcard(pattern) {
  const items = [...pattern.matchAll(SET_OR_LETTER)].map(([one]) => item(one));
  return (text) => {
    const letters = [...text];
    let [at, place, star, back] = [0, 0, -1, 0];
    while (place < letters.length) {
      if (at < items.length && items[at] === null) [star, back] = [at++, place];
      else if (at < items.length && items[at](letters[place])) [at, place] = [at + 1, place + 1];
      else if (star >= 0) [at, place] = [star + 1, ++back];
      else return false;
    }
    return items.slice(at).every((one) => one === null);
  };
}

function item(text) {
  if (text === "*") return null;
  if (text === "?") return () => true;
  if (text.length < 3 || text[0] !== "[") return (letter) => letter === text;
  const turned = text[1] === "!";
  const body = [...text.slice(turned ? 2 : 1, -1)];
  return (letter) => inSet(body, letter) !== turned;
}

function inSet(body, letter) {
  for (let at = 0; at < body.length; at += 1) {
    if (body[at + 1] === "-" && at + 2 < body.length) {
      if (body[at] <= letter && letter <= body[at + 2]) return true;
      at += 2;
    } else if (body[at] === letter) return true;
  }
  return false;
}
