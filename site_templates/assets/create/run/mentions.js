/* What the texts of steps name of other steps, and what is wrong with that: as `scaffold.run.plan` and `preflight`. */

import { TemplateError } from "./paths.js";

const { check } = globalThis.Nunjitsu;
const MARKED = /\$\{\{.*?\}\}|\{%.*?%\}/gs;
const RAW = /\{%-?\s*(?:raw|verbatim)\b.*?\{%-?\s*end(?:raw|verbatim)\s*-?%\}/gs;
const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs;
const STEP = /(?<![\w.$"'\]-])steps\b(?!\s*:)(?:\s*\.\s*([A-Za-z_$][\w$]*)|\s*\[\s*(['"])(.*?)\2\s*\])?/gs;
const OUTPUT = /\bsteps\s*(?:\.\s*|\[\s*['"])([\w$-]+)(?:['"]\s*\])?\s*\.\s*output\s*(?:\.\s*|\[\s*['"])([\w$-]+)/g;
const REQUIRED = {
  "fetch:plain": ["url"], "fetch:template": ["url"], "fetch:plain:file": ["url", "targetPath"], "fetch:template:file": ["url", "targetPath"],
  "workspace:template": ["sourcePath", "targetPath"], "workspace:template:file": ["sourcePath", "targetPath"],
  "fs:delete": ["files"], "fs:rename": ["files"], "fs:readdir": ["paths"], "fs:read": ["path"], "catalog:write": ["entity"],
};

export class Mentions {
  constructor(spec) {
    this.texts = [...textsOf(spec.steps), ...textsOf(spec.output)];
  }

  /** The ids of steps that each text of a step names. */
  needsOf({ if: condition, each, input }) {
    return [condition, each, input].flatMap((part) => [...textsOf(part)]).map(namesIn).filter((names) => names.length);
  }

  /** The outputs of a step that the template uses, as texts. */
  outputsOf(id) {
    const names = this.texts.flatMap((text) => [...text.matchAll(OUTPUT)]).filter((found) => found[1] === id).map((found) => found[2]);
    return Object.fromEntries([...new Set(names)].sort().map((name) => [name, `<${name} of step ${id}>`]));
  }

  /** Throws for an expression that cannot be read, and for a step that is not an earlier one. */
  check(steps) {
    for (const text of this.texts) {
      const fault = text.includes("${{") || text.includes("{%") ? check(text) : null;
      if (fault) throw new TemplateError(`${text}: ${fault.message}`);
    }
    const before = new Set();
    for (const step of steps) {
      for (const name of this.needsOf(step.own).flat()) {
        if (!before.has(name)) throw new TemplateError(`${step.name || step.id}: there is no earlier step '${name}'`);
      }
      before.add(step.id);
    }
  }

  /** The first input that an action needs and a round does not have. */
  inputsMissing(action, rounds) {
    return (REQUIRED[action] ?? []).find((name) => rounds.some((given) => given[name] === undefined));
  }
}

function* textsOf(value) {
  if (typeof value === "string") yield value;
  else if (value !== null && typeof value === "object") for (const one of Object.values(value)) yield* textsOf(one);
}

function namesIn(text) {
  if (!text.includes("steps")) return [];
  const names = [];
  for (const [marked] of text.replace(RAW, "").matchAll(MARKED)) {
    const quoted = [...marked.matchAll(QUOTED)].map((found) => [found.index, found.index + found[0].length]);
    for (const found of marked.matchAll(STEP)) {
      const name = found[1] ?? found[3];
      if (name && !quoted.some(([start, end]) => start < found.index && found.index < end)) names.push(name);
    }
  }
  return [...new Set(names)];
}
