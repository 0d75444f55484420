/* Lists of glob patterns, as `catalogsite.scaffold.run.globs` reads them. */

import { normalised, TemplateError } from "./paths.js";

const BRACES = /\{([^{}]*,[^{}]*)\}/;
const SET = /\[!?\]?[^\]]*\]/y;
const MOST = 1000;

/** Whether a path is among what the patterns name: a folder is all below it, `!` takes away. */
export function globs(patterns) {
  const wanted = [];
  const unwanted = [];
  for (const pattern of patterns) {
    const chosen = pattern.startsWith("!") ? unwanted : wanted;
    for (const one of expanded(pattern.replace(/^!/, ""))) {
      const plain = normalised(one);
      chosen.push(plain, ...(plain === "**" ? [] : [`${plain}/**`]));
    }
  }
  const any = (name, list) => list.some((one) => matchesPath(name.split("/"), one.split("/")));
  return (name) => any(name, wanted) && !any(name, unwanted);
}

function* expanded(pattern) {
  const waiting = [pattern];
  let count = 0;
  while (waiting.length) {
    const one = waiting.pop();
    const braces = BRACES.exec(one);
    if (!braces) {
      yield one;
      continue;
    }
    count += 1;
    if (count > MOST) throw new TemplateError(`the pattern '${pattern.slice(0, 60)}' has too many choices`);
    const end = braces.index + braces[0].length;
    for (const choice of braces[1].split(",")) waiting.push(one.slice(0, braces.index) + choice + one.slice(end));
  }
}

/** Part by part; a part `**` matches any number of parts. In time that grows with the product of both. */
function matchesPath(names, parts) {
  let reached = [true, ...names.map(() => false)];
  for (const part of parts) {
    const next = names.map(() => false);
    next.unshift(false);
    if (part === "**") {
      for (let at = 0, on = false; at <= names.length; at += 1) next[at] = on = on || reached[at];
    } else {
      const items = itemsOf(part);
      for (let at = 0; at < names.length; at += 1) if (reached[at] && matchesPart(names[at], items)) next[at + 1] = true;
    }
    reached = next;
  }
  return reached[names.length];
}

function matchesPart(name, items) {
  const letters = [...name];
  let reached = [true, ...letters.map(() => false)];
  for (const item of items) {
    const next = [false, ...letters.map(() => false)];
    if (item === null) for (let at = 0, on = false; at <= letters.length; at += 1) next[at] = on = on || reached[at];
    else for (let at = 0; at < letters.length; at += 1) if (reached[at] && item(letters[at])) next[at + 1] = true;
    reached = next;
  }
  return reached[letters.length];
}

/** What each part of a pattern matches: null for `*`, else a test of one letter. */
function itemsOf(part) {
  const items = [];
  for (let at = 0; at < part.length; ) {
    SET.lastIndex = at;
    const set = part[at] === "[" ? SET.exec(part)?.[0] : undefined;
    const letter = set ?? String.fromCodePoint(part.codePointAt(at));
    at += letter.length;
    if (set) items.push(setOf(set));
    else if (letter === "*") items.push(null);
    else items.push(letter === "?" ? () => true : (other) => other === letter);
  }
  return items;
}

function setOf(text) {
  const negated = text[1] === "!";
  const letters = [...text.slice(negated ? 2 : 1, -1)];
  const ranges = [];
  for (let at = 0; at < letters.length; at += 1) {
    const isRange = letters[at + 1] === "-" && at + 2 < letters.length;
    ranges.push([letters[at].codePointAt(0), (isRange ? letters[at + 2] : letters[at]).codePointAt(0)]);
    if (isRange) at += 2;
  }
  return (letter) => ranges.some(([low, high]) => low <= letter.codePointAt(0) && letter.codePointAt(0) <= high) !== negated;
}
