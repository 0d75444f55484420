/* Elements of the explorer: every text is set as text. */

import { pageAddress } from "../address.js";
import { partsOf } from "./data.js";

/** An element with properties (`class`, `aria-…`, `data-…` and others as attributes, `on…` as listeners). */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const button = (words, onclick, properties = {}) => element("button", { type: "button", onclick, ...properties }, words);

/** A field with its label before it. */
export const labelled = (words, field) => element("label", { class: "cs-explorer__field" }, element("span", {}, words), field);

export function choice(options, value, onchange, properties = {}) {
  const made = element("select", { ...properties, onchange: () => onchange(made.value) });
  for (const [key, words] of options) made.append(element("option", { value: key, selected: key === value }, words));
  return made;
}

/** The address of the page of an entity. */
export function entityAddress(graph, node, base) {
  const { kind, namespace, name } = partsOf(graph, node);
  return pageAddress(`${base}catalog/${[namespace, kind, name].map(encodeURIComponent).join("/")}/`);
}

export const number = (value) => value.toLocaleString("en");
export const plural = (count, word, many = `${word}s`) => `${number(count)} ${count === 1 ? word : many}`;
