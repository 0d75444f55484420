/* The last page of the form: every answer once more, and secrets masked. */

import { isObject, isSecret, propertyIn } from "./schema.js";

const { Fragment, h } = globalThis.ScaffoldForm;
const MASK = "••••••••";

export function Review({ pages, answers, onEdit }) {
  const shown = pages.map((page, at) => ({ page, at, rows: [...rowsOf(page, answers)] })).filter(({ rows }) => rows.length);
  if (!shown.length) return h("p", { class: "cs-calm" }, "It asks nothing.");
  return h(Fragment, null, shown.map(({ page, at, rows }) => h("section", { key: at, class: "cs-review" },
    h("h3", null, page.title || `Page ${at + 1}`, " ", h("button", { type: "button", class: "cs-linkish", onClick: () => onEdit(at) }, "Change")),
    h("dl", null, rows.map(([name, title, value]) => h(Fragment, { key: name }, h("dt", null, title), h("dd", null, value)))))));
}

function* rowsOf({ schema, uiSchema }, answers) {
  for (const name of Object.keys(answers)) {
    const property = propertyIn(schema, name);
    if (!property) continue;
    const ui = uiSchema[name];
    const review = ui?.["ui:options"]?.backstage?.review ?? ui?.["ui:backstage"]?.review;
    if (review?.show === false) continue;
    const value = review?.mask ?? (isSecret(ui) ? MASK : text(answers[name], ui));
    yield [name, review?.name ?? property.title ?? name, value];
  }
}

function text(value, ui) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value === "" ? "(empty)" : value;
  if (Array.isArray(value) && value.every((one) => typeof one === "string") && !isSecret(ui?.items)) return value.join(", ");
  return JSON.stringify(masked(value, ui), null, 1);
}

/** The value of an object or a list in which what is secret is masked. */
function masked(value, ui) {
  if (isSecret(ui)) return MASK;
  if (Array.isArray(value)) return value.map((one) => masked(one, ui?.items));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one, ui?.[key])]));
}
