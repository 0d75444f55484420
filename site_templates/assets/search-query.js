/* What was typed, as terms: words, which may be the beginnings of others, and literals (paths,
   addresses, references), which only the same text matches. */

/** The words of a text: letters, digits, and what `C++` and `C#` end in. */
export const split = (text) => text.split(/[^\p{L}\p{M}\p{N}+#]+/u).filter(Boolean);

/** A text without accents, in lower case. */
export function plain(text) {
  const ascii = /^[\0-\x7f]*$/.test(text);
  return (ascii ? text : text.normalize("NFD").replace(/\p{M}/gu, "")).toLowerCase();
}

/** The words of a text in plain letters, separated by one space. */
export const normal = (text) => split(plain(text)).join(" ");

const STOP_WORDS = new Set(
  "a an and are as at be by for from how in is it of on or our the to we what where which who with".split(" "),
);

// A mail address or handle; a path or web address; a reference such as `component:name`; a file name.
const LITERAL = [/\w@\w|^@\w/u, /\\|:\/\/|\/.*\/|^[~.]*\/|\/$|\/.*\.|\..*\//u, /^\w+:\S/u, /\w\.\w/u];

let last = { query: null, asked: null };

/** The terms of a query: {text, words, literals}. Words such as `the` count only where there are
    no others. Those of the last query are kept: each of its results asks for them again. */
export function parse(query) {
  if (last.query !== query) last = { query, asked: termsOf(query) };
  return last.asked;
}

function termsOf(query) {
  const tokens = plain(query).split(/\s+/u).map((token) => token.replace(/^["'`(<[]+|["'`)>\],;.?!]+$/gu, ""));
  const literals = tokens.filter((token) => LITERAL.some((form) => form.test(token)));
  const all = tokens.filter((token) => !literals.includes(token)).flatMap(split);
  const telling = all.filter((word) => !STOP_WORDS.has(word));
  const words = telling.length || literals.length ? telling : all;
  const text = plain(query).trim();
  if (text && !words.length && !literals.length) literals.push(text);
  return { text: normal(query), words: [...new Set(words)], literals: [...new Set(literals)] };
}

/** Whether a literal is in a plain text, and not only as the end of a longer word. */
export function contains(text, literal) {
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
    const before = text[at - 1] ?? " ";
    if (!/[\p{L}\p{N}]/u.test(before) || !/[\p{L}\p{N}]/u.test(literal[0])) return true;
  }
  return false;
}

/** How many typos a word may have: one from four letters, two from eight, none in a number. */
export function typos(word) {
  if (word.length < 4 || /\p{N}/u.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}

/** How many letters are missing, added, different or swapped between two words. */
export function edits(one, other) {
  let before = [];
  let row = [...other, ""].map((_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[other.length];
}

const ENDINGS = /^(?:'?s|e?d|es|ing|ings|ies|ied|y|e|er|ers|ment|ments|ions?|ations?|al|able|ly)?$/u;

/** Whether a word of a text answers one of a query: it begins with it, or has the same stem. */
export function answers(found, asked) {
  if (found.startsWith(asked)) return true;
  // Scripts without blanks have whole sentences as one word.
  if (/[^\p{Script=Latin}\p{N}+#]/u.test(asked)) return found.includes(asked);
  let length = 0;
  while (length < found.length && found[length] === asked[length]) length += 1;
  if (length < 3) return false;
  const rest = asked.slice(length);
  return ENDINGS.test(rest) || (rest[0] === asked[length - 1] && ENDINGS.test(rest.slice(1)));
}
