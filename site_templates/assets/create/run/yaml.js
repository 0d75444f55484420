/* YAML of a mapping, in the same bytes as `yaml.safe_dump(value, sort_keys=False, allow_unicode=True)`. */

const WIDTH = 80;
const LONGEST_KEY = 128;
const TAG = "!!str".length;
const BLANKS = "\0 \t\r\n\x85\u2028\u2029";
const BREAKS = "\n\x85\u2028\u2029";
const ESCAPES = {
  "\0": "0", "\x07": "a", "\x08": "b", "\x09": "t", "\x0a": "n", "\x0b": "v", "\x0c": "f", "\x0d": "r", "\x1b": "e", '"': '"',
  "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P",
};
/** Texts that YAML 1.1 reads as something else than a text. */
const RESOLVED = [
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  /^(?:<<|=|~|null|Null|NULL|)$/,
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)$/,
];

/** The text of an object that is not empty. */
export function dump(object) {
  const writer = new Writer();
  writer.mapping(object, { inline: true, indent: 0 });
  return `${writer.text}\n`;
}

class Writer {
  text = "";
  column = 0;
  indent = 0;

  put(text) {
    this.text += text;
    this.column += [...text].length;
  }

  line(indent = this.indent) {
    this.text += `\n${" ".repeat(indent)}`;
    this.column = indent;
  }

  /** `inline`: after a dash, where the first line of a collection is no new one. */
  node(value, { inline = false, indentless = false } = {}) {
    const inner = this.indent + 2;
    const isEmpty = value !== null && typeof value === "object" && !Object.keys(value).length;
    if (Array.isArray(value) && !isEmpty) this.sequence(value, { inline, indent: indentless ? this.indent : inner });
    else if (value !== null && typeof value === "object" && !isEmpty) this.mapping(value, { inline, indent: inner });
    else {
      this.put(" ");
      this.scalar(value);
    }
  }

  within(indent, write) {
    const outer = this.indent;
    this.indent = indent;
    write();
    this.indent = outer;
  }

  sequence(items, { inline, indent }) {
    this.within(indent, () => items.forEach((item, at) => {
      if (at || !inline) this.line();
      else this.put(" ");
      this.put("-");
      this.node(item, { inline: true });
    }));
  }

  mapping(object, { inline, indent }) {
    this.within(indent, () => Object.entries(object).forEach(([key, item], at) => {
      if (at || !inline) this.line();
      else if (this.column) this.put(" ");
      const simple = isSimpleKey(key);
      if (simple) {
        this.scalar(key, true);
        this.put(":");
        this.node(item, { indentless: true });
      } else {
        this.put("? ");
        this.scalar(key);
        this.line();
        this.put(":");
        this.node(item, { inline: true });
      }
    }));
  }

  scalar(value, isKey = false) {
    if (typeof value !== "string") return this.put(plainValue(value));
    const letters = [...value];
    const found = analysed(letters);
    const isTwoLines = isKey && found.multiline;
    const isText = !RESOLVED.some((pattern) => pattern.test(value));
    if (isText && found.plain && !isTwoLines) this.plain(letters, !isKey);
    else if (found.single && !isTwoLines) this.single(letters, !isKey);
    else this.double(letters, !isKey);
  }

  /** A line of a folded text is one step deeper. */
  fold() {
    this.line(this.indent + 2);
  }

  plain(letters, split) {
    runs(letters, (run, { spaces }) => {
      if (spaces && run.length === 1 && this.column > WIDTH && split) this.fold();
      else this.put(run);
    });
  }

  single(letters, split) {
    this.put("'");
    runs(letters, (run, { spaces, breaks, first, last }) => {
      if (spaces && run.length === 1 && this.column > WIDTH && split && !first && !last) this.fold();
      else if (breaks) {
        this.text += (run[0] === "\n" ? "\n" : "") + run + " ".repeat(this.indent + 2);
        this.column = this.indent + 2;
      } else this.put(run.replaceAll("'", "''"));
    });
    this.put("'");
  }

  double(letters, split) {
    this.put('"');
    let start = 0;
    for (let end = 0; end <= letters.length; end += 1) {
      const letter = letters[end];
      if (letter === undefined || isEscaped(letter)) {
        if (start < end) this.put(letters.slice(start, end).join(""));
        start = end;
        if (letter !== undefined) {
          this.put(escaped(letter));
          start = end + 1;
        }
      }
      const isInside = 0 < end && end < letters.length - 1;
      if (isInside && (letter === " " || start >= end) && this.column + (end - start) > WIDTH && split) {
        const rest = start < end ? letters.slice(start, end).join("") : "";
        this.put(`${rest}\\`);
        if (start < end) start = end;
        this.fold();
        if (letters[start] === " ") this.put("\\");
      }
    }
    this.put('"');
  }
}

/** The runs of spaces, of line breaks, and of other letters. */
function runs(letters, write) {
  let start = 0;
  const kind = (letter) => (letter === " " ? 1 : BREAKS.includes(letter) ? 2 : 0);
  while (start < letters.length) {
    let end = start + 1;
    while (end < letters.length && kind(letters[end]) === kind(letters[start])) end += 1;
    const found = kind(letters[start]);
    write(letters.slice(start, end).join(""), { spaces: found === 1, breaks: found === 2, first: start === 0, last: end === letters.length });
    start = end;
  }
}

function isSimpleKey(key) {
  return key !== "" && TAG + [...key].length < LONGEST_KEY && !analysed([...key]).multiline;
}

function plainValue(value) {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object") return "{}";
  if (typeof value === "number" && value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e21)) return exponential(value);
  return String(value);
}

/** As Python writes a number: `1.0e-07`. */
function exponential(value) {
  const [digits, exponent] = value.toExponential().split("e");
  const size = exponent.slice(1).padStart(2, "0");
  return `${digits.includes(".") ? digits : `${digits}.0`}e${exponent[0]}${size}`;
}

function isEscaped(letter) {
  if ('"\\\x85\u2028\u2029\ufeff'.includes(letter)) return true;
  const code = letter.codePointAt(0);
  return !((code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd));
}

function escaped(letter) {
  if (letter in ESCAPES) return `\\${ESCAPES[letter]}`;
  const code = letter.codePointAt(0);
  const [mark, digits] = code <= 0xff ? ["x", 2] : code <= 0xffff ? ["u", 4] : ["U", 8];
  return `\\${mark}${code.toString(16).toUpperCase().padStart(digits, "0")}`;
}

/** Which ways of writing a text are possible, as PyYAML's `analyze_scalar` decides. */
function analysed(letters) {
  if (!letters.length) return { plain: true, single: true, multiline: false };
  let [indicators, breaks, special] = [["---", "..."].includes(letters.slice(0, 3).join("")), false, false];
  let [breakSpace, spaceBreak] = [false, false];
  letters.forEach((letter, at) => {
    const before = at === 0 || BLANKS.includes(letters[at - 1]);
    const after = at + 1 >= letters.length || BLANKS.includes(letters[at + 1]);
    if (at === 0) {
      if ("#,[]{}&*!|>'\"%@`".includes(letter) || ("?:-".includes(letter) && after)) indicators = true;
    } else if ((letter === ":" && after) || (letter === "#" && before)) indicators = true;
    const isBreak = BREAKS.includes(letter);
    if (isBreak) breaks = true;
    if (!isPrintable(letter)) special = true;
    if (letter === " " && BREAKS.includes(letters[at - 1] ?? " ")) breakSpace = true;
    if (isBreak && letters[at - 1] === " ") spaceBreak = true;
  });
  const edge = (letter) => letter === " " || BREAKS.includes(letter);
  const single = !breakSpace && !spaceBreak && !special;
  const plain = single && !breaks && !indicators && !edge(letters[0]) && !edge(letters.at(-1));
  return { plain, single, multiline: breaks };
}

function isPrintable(letter) {
  const code = letter.codePointAt(0);
  if (letter === "\n" || (code >= 0x20 && code <= 0x7e) || code === 0x85) return true;
  if (code === 0xfeff) return false;
  return (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code < 0x10ffff);
}
