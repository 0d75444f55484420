// Renderers by their options, and contexts that several of them share.
import "./native_errors.js";

import { createTemplateRenderer } from "nunjitsu";

import { backstageFilters } from "./filters.js";

/** The bounds are the same on pages and on the command line; work is a third of the usual, some seconds. */
const LIMITS = {
  sourceCodeUnits: 4 * 1024 * 1024,
  astNodes: 1_000_000,
  workUnits: 300_000,
  nestingDepth: 512,
  outputCodeUnits: 16 * 1024 * 1024,
  scratchBytes: 64 * 1024 * 1024,
  capabilityCalls: 4096,
};
const renderers = new Map();
/** What the steps of a run ask by `always()` and `failure()`. */
export const status = { failed: false, asked: false };

/**
 * What is wrong with a text, and where: line and column are counted from 1, undefined if unknown.
 * One that `isSyntax` is wrong whatever the values are.
 */
export class TemplateFault extends Error {
  constructor(message, line, column, isSyntax) {
    super(message);
    this.name = "TemplateFault";
    this.line = line;
    this.column = column;
    this.isSyntax = isSyntax;
  }
}

/** A file's text with its values filled in, as `fetch:template` does it. Throws TemplateFault. */
export function renderText(text, context, options = {}) {
  if (!["{%", "{#", options.cookiecutterCompat ? "{{" : "${{"].some((mark) => text.includes(mark))) {
    return text; // A lock file of some megabytes would take seconds.
  }
  const renderer = rendererOf("file", options);
  const given = () => contextOf(renderer, context);
  const rendered = guarded(() => renderer.render(text, given(), { limits: LIMITS }));
  // Half of a surrogate pair, which a slice may leave, is written to a file as U+FFFD.
  return rendered.toWellFormed();
}

/** The value of a text of a step; undefined where it has none. Throws TemplateFault. */
export function valueOf(text, context, options = {}) {
  const renderer = rendererOf("step", options);
  return guarded(() => renderer.renderValue(text, contextOf(renderer, context), { limits: LIMITS }));
}

/** How a text fails where it has no values, or undefined: soon, and with no regular expression run. */
export function failureOf(text, options) {
  const renderer = rendererOf("check", options);
  try {
    guarded(() => renderer.render(text, {}, { limits: { ...LIMITS, workUnits: 20_000 } }));
  } catch (fault) {
    return fault;
  }
  return undefined;
}

/** A context of which each renderer keeps one copy. */
export function prepare(context) {
  return new Prepared((renderer) => renderer.prepareContext(context));
}

class Prepared {
  #make;
  #made = new WeakMap();

  constructor(make) {
    this.#make = make;
  }

  /** A context that differs in the value at a path, such as ["steps", "fetch"]. */
  withValue(path, value) {
    return new Prepared((renderer) => this.of(renderer).withValue(path, value));
  }

  of(renderer) {
    if (!this.#made.has(renderer)) {
      this.#made.set(renderer, this.#make(renderer));
    }
    return this.#made.get(renderer);
  }
}

function contextOf(renderer, context) {
  return context instanceof Prepared ? context.of(renderer) : context;
}

function rendererOf(kind, options) {
  const flags = {
    cookiecutterCompat: Boolean(options.cookiecutterCompat),
    trimBlocks: Boolean(options.trimBlocks),
    lstripBlocks: Boolean(options.lstripBlocks),
  };
  const hosts = options.hosts ?? {};
  const key = JSON.stringify([kind, flags, hosts]);
  if (!renderers.has(key)) {
    renderers.set(key, renderer(kind, flags, hosts));
  }
  return renderers.get(key);
}

function renderer(kind, flags, hosts) {
  const globals = { always: () => asked(true), failure: () => asked(status.failed) };
  return createTemplateRenderer({
    ...flags,
    allowRegexExecution: kind !== "check",
    filters: backstageFilters(hosts),
    globals: kind === "file" ? {} : globals,
  });
}

function asked(answer) {
  status.asked = true;
  return answer;
}

function guarded(operation) {
  try {
    return operation();
  } catch (error) {
    throw new TemplateFault(words(error), error.line, error.column, error.phase === "parse");
  }
}

/** The message without its position, which stands beside it. */
function words(error) {
  return String(error.message)
    .replace(/^Template error at line \d+(?:, column \d+)?: /, "")
    .replace(/ at line \d+(?:, column \d+)?$/, "");
}
