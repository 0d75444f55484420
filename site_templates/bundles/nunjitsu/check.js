// Finds what is wrong with a text whatever its values are: its syntax, and names that do not exist.
import { failureOf } from "./renderers.js";

const NAME = "[A-Za-z_$][\\w$]*";
const FILTER = new RegExp(`\\|\\s*(${NAME}(?:\\.${NAME})*)|^-?\\s*filter\\s+(${NAME}(?:\\.${NAME})*)`, "g");
const TEST = new RegExp(`\\bis\\s+(?:not\\s+)?(${NAME})`, "g");
const RAW = /^-?\s*(raw|verbatim)\b/;
const QUOTED = /'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|\br\/(?:\\[^]|[^/\\])*\//y;

/**
 * The first fault of a text as {message, line, column, unknown}; null where there is none.
 * `unknown` is {kind, name} where it uses a filter or test that does not exist.
 */
export function check(text, options = {}) {
  const failure = failureOf(text, options);
  if (failure?.isSyntax) {
    return { message: failure.message, line: failure.line, column: failure.column };
  }
  for (const { code, start } of tags(text, options.cookiecutterCompat ? "{{" : "${{")) {
    for (const { kind, name, index } of names(code)) {
      const message = complaint(kind, name, options);
      if (message) {
        return { message, ...position(text, start + index), unknown: { kind, name } };
      }
    }
  }
  return null;
}

/** The filters and tests that code uses, and where. */
function* names(code) {
  for (const match of code.matchAll(FILTER)) {
    const name = match[1] ?? match[2];
    yield { kind: "filter", name, index: match.index + match[0].indexOf(name) };
  }
  for (const match of code.matchAll(TEST)) {
    yield { kind: "test", name: match[1], index: match.index + match[0].lastIndexOf(match[1]) };
  }
}

/** What the engine says of a name that does not exist; undefined where it does. */
function complaint(kind, name, options) {
  const use = kind === "filter" ? `"" | ${name}` : `"" is ${name}`;
  const text = options.cookiecutterCompat ? `{{ ${use} }}` : `\${{ ${use} }}`;
  const message = failureOf(text, options)?.message;
  return message?.startsWith(`Unknown template ${kind} `) ? message : undefined;
}

/** The code between delimiters, with the quoted parts blanked, and where it starts. */
function* tags(text, open) {
  for (let at = 0; at < text.length; ) {
    if (text.startsWith("{#", at)) {
      at = after(text, "#}", at);
    } else if (text.startsWith("{%", at) || text.startsWith(open, at)) {
      const start = at + (text.startsWith("{%", at) ? 2 : open.length);
      const { code, end } = inside(text, start, text.startsWith("{%", at) ? "%}" : "}}");
      const raw = text.startsWith("{%", at) ? RAW.exec(code) : null;
      at = raw ? afterRaw(text, raw[1], end) : end;
      if (!raw) {
        yield { code, start };
      }
    } else {
      at += 1;
    }
  }
}

function inside(text, start, close) {
  let code = "";
  let at = start;
  while (at < text.length && !text.startsWith(close, at)) {
    QUOTED.lastIndex = at;
    const part = QUOTED.exec(text)?.[0];
    code += part ? " ".repeat(part.length) : text[at];
    at += part ? part.length : 1;
  }
  return { code, end: at + close.length };
}

function after(text, mark, at) {
  const found = text.indexOf(mark, at);
  return found === -1 ? text.length : found + mark.length;
}

function afterRaw(text, word, at) {
  const pattern = new RegExp(`\\{%-?\\s*end${word}\\s*-?%\\}`, "g");
  pattern.lastIndex = at;
  return pattern.exec(text) ? pattern.lastIndex : text.length;
}

function position(text, index) {
  const before = text.slice(0, index).split("\n");
  return { line: before.length, column: before.at(-1).length + 1 };
}
