/* The files that a run makes, as a tree, and the content of the one that is chosen. */

const { h, useMemo, useState } = globalThis.ScaffoldForm;
const MOST_LINES = 2000;
const MOST_LETTERS = 200_000;

export function Tree({ files }) {
  const [chosen, setChosen] = useState("");
  const lines = useMemo(() => linesOf(files), [files]);
  const shown = files.find((one) => one.name === chosen) ?? files.find((one) => one.name === "README.md") ?? files.find((one) => !one.name.startsWith(".")) ?? files[0];
  if (!shown) return h("p", { class: "cs-calm" }, "It writes no file.");
  return h("div", { class: "cs-preview" },
    h("div", { class: "cs-preview__tree" },
      h("p", { class: "cs-caption" }, `${files.length} ${files.length === 1 ? "file" : "files"}`),
      h("ul", { class: "cs-tree" }, lines.map(({ name, path, depth }) => h("li", {
        key: path, class: path.endsWith("/") ? "cs-tree__folder" : "cs-tree__file", style: `--depth:${depth}`,
      }, path.endsWith("/") ? name : h("button", {
        type: "button", "aria-pressed": String(path === shown.name), onClick: () => setChosen(path),
      }, name))))),
    h("div", { class: "cs-preview__file" },
      h("p", { class: "cs-caption" }, h("code", null, shown.name), ` ${size(shown.content.length)}`, shown.mode & 0o100 ? ", executable" : ""),
      h("pre", { class: "cs-code", tabIndex: 0, "aria-label": `Content of ${shown.name}`, role: "group" }, h("code", null, textOf(shown)))));
}

/** Folders before files, each folder once before its content. */
function linesOf(files) {
  const lines = [];
  const seen = new Set();
  const key = (name) => name.split("/").map((part, at, all) => (at === all.length - 1 ? `1${part}` : `0${part}`));
  const sorted = [...files].sort((one, other) => compare(key(one.name), key(other.name)));
  for (const { name } of sorted.slice(0, MOST_LINES)) {
    const parts = name.split("/");
    parts.forEach((part, depth) => {
      const isFile = depth === parts.length - 1;
      const path = parts.slice(0, depth + 1).join("/") + (isFile ? "" : "/");
      if (seen.has(path)) return;
      seen.add(path);
      lines.push({ name: isFile ? part : `${part}/`, path, depth });
    });
  }
  return lines;
}

function compare(one, other) {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
  }
  return one.length - other.length;
}

function textOf({ content }) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    if (text.includes("\0")) return "It is binary.";
    return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}\n… and ${text.length - MOST_LETTERS} letters more` : text;
  } catch {
    return "It is binary.";
  }
}

function size(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} KB`;
}
