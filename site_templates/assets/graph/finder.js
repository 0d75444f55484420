/* A field that finds an entity by a part of its name: a combobox with a list of what fits. */

import { aboutOf } from "./colours.js";
import { partsOf, titleOf } from "./data.js";
import { element } from "./dom.js";

const SHOWN = 12;
let fields = 0;

/** The field with its list; `choose(node)` is called with the entity that was chosen. */
export function finder(graph, words, choose) {
  const id = `cs-finder-${(fields += 1)}`;
  const list = element("ul", { role: "listbox", id, hidden: true, "aria-label": words, class: "cs-explorer__found" });
  const input = element("input", {
    type: "search", role: "combobox", placeholder: words, "aria-label": words, "aria-controls": id,
    "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
  });
  let found = [];
  let at = -1;
  const show = () => {
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    list.replaceChildren(...found.map((node, place) => option(graph, node, `${id}-${place}`, place === at, () => take(node))));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    [found, at] = [[], -1];
    show();
  };
  const take = (node) => {
    input.value = "";
    close();
    choose(node);
  };
  input.addEventListener("input", () => {
    [found, at] = [findEntities(graph, input.value, SHOWN), -1];
    show();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (found.length) at = (at + step + found.length + (at < 0 && step < 0 ? 1 : 0)) % found.length;
      show();
    } else if (event.key === "Enter" && found.length) {
      event.preventDefault();
      take(found[Math.max(0, at)]);
    } else if (event.key === "Escape" && (found.length || input.value)) {
      event.stopPropagation();
      input.value = "";
      close();
    }
  });
  return element("div", { class: "cs-explorer__finder" }, input, list);
}

function option(graph, node, id, active, take) {
  const made = element("li", { role: "option", id, "aria-selected": String(active) },
    element("span", {}, titleOf(graph, node)), element("small", {}, aboutOf(graph, node)));
  made.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take();
  });
  return made;
}

/** The entities that fit some words best: whose name or title is, begins with or has them. */
export function findEntities(graph, text, most) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (let node = 0; node < graph.count; node += 1) {
    const title = titleOf(graph, node).toLowerCase();
    const all = `${title} ${graph.refs[node]}`;
    if (words.every((word) => all.includes(word))) found.push([rank(title, partsOf(graph, node).name, words.join(" ")), node]);
  }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, most).map(([, node]) => node);
}

function rank(title, name, text) {
  if (title === text || name === text) return 0;
  const start = title.startsWith(text) || name.startsWith(text);
  return (start ? 1000 : 2000) + name.length;
}
