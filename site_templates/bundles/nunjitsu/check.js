// Finds what is wrong with a text whatever its values are: its syntax, and names that do not exist.
import { renderText } from "./renderers.js";

const NAME = "[A-Za-z_$][\\w$]*";
const FILTER = new RegExp(`\\|\\s*(${NAME}(?:\\.${NAME})*)|^-?\\s*filter\\s+(${NAME}(?:\\.${NAME})*)`, "g");
const TEST = new RegExp(`\\bis\\s+(?:not\\s+)?(${NAME})`, "g");
const RAW = /^-?\s*(raw|verbatim)\b/;
const QUOTED = /'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|\br\/(?:\\[^]|[^/\\])*\//y;

/** The first fault of a text as {message, line, column}; null where there is none. */
export function check(text, options = {}) {
  try {
    renderText(text, {}, options);
  } catch (fault) {
    if (fault.isSyntax) {
      return { message: fault.message, line: fault.line, column: fault.column };
    }
  }
  for (const { code, start } of tags(text, options.cookiecutterCompat ? "{{" : "${{")) {
    const found = unknown(code, options);
    if (found) {
      return { message: found.message, ...position(text, start + found.index) };
    }
  }
  return null;
}

function unknown(code, options) {
  for (const match of code.matchAll(FILTER)) {
    const name = match[1] ?? match[2];
    const message = complaint(`\${{ "" | ${name} }}`, "template filter", options);
    if (message) {
      return { message, index: match.index + match[0].indexOf(name) };
    }
  }
  for (const match of code.matchAll(TEST)) {
    const message = complaint(`\${{ "" is ${match[1]} }}`, "template test", options);
    if (message) {
      return { message, index: match.index + match[0].lastIndexOf(match[1]) };
    }
  }
  return null;
}

/** What the engine says where the name that a short text uses does not exist; null where it does. */
function complaint(text, kind, options) {
  try {
    renderText(options.cookiecutterCompat ? text.slice(1) : text, {}, options);
  } catch (fault) {
    return fault.message.startsWith(`Unknown ${kind}`) ? fault.message : null;
  }
  return null;
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
