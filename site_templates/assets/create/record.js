// The record of a run, in the same bytes as `catalogsite new` writes it (scaffold/run/record.py).

export const RECORD_FILE = ".catalogsite-scaffold.yaml";

const HEADING = "# Written by `catalogsite new`. `catalogsite new --update` reads and renews it.\n";
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escaped = (letter) => "\\u" + letter.charCodeAt(0).toString(16).padStart(4, "0");

// The one JSON text of a value: on one line, keys sorted.
export function canonicalJson(value) {
  if (Array.isArray(value)) return "[" + value.map(canonicalJson).join(", ") + "]";
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).filter((key) => value[key] !== undefined).sort();
    return "{" + members.map((key) => canonicalJson(key) + ": " + canonicalJson(value[key])).join(", ") + "}";
  }
  return (JSON.stringify(value) ?? "null").replace(ESCAPED, escaped);
}

// `record` has `template`, `repository`, `path` and `version`; `values` are the answers without secrets.
export function recordText(record, values) {
  const head = { schema: 1, template: record.template, repository: record.repository, path: record.path, version: record.version };
  const lines = Object.keys(head).map((name) => name + ": " + canonicalJson(head[name]) + "\n");
  const keys = Object.keys(values).filter((key) => values[key] !== undefined).sort();
  const answers = keys.map((key) => "  " + canonicalJson(key) + ": " + canonicalJson(values[key]) + "\n");
  return HEADING + lines.join("") + (answers.length ? "values:\n" + answers.join("") : "values: {}\n");
}
