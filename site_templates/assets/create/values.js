/* The answers as a run takes them: with defaults, references in full, and secrets apart. */

import { filled } from "./answers.js";
import { fullRef } from "./references.js";
import { isObject, isSecret, possibleNames } from "./schema.js";

const ENTITIES = new Set(["EntityPicker", "OwnedEntityPicker", "OwnerPicker", "MyGroupsPicker", "MultiEntityPicker"]);
const MASK = "***";

/** `values` are all answers, `parameters` what steps see, `secrets` what only inputs may hold, `recorded` what the record has. */
export function runValues(pages, validator, answers) {
  let values = answers;
  for (const page of pages) values = filled(page, validator, values);
  for (const { uiSchema } of pages) values = inFull(values, uiSchema);
  values = inOrder(pages, values);
  const secrets = {};
  let [parameters, recorded] = [values, values];
  for (const { uiSchema } of pages) {
    collect(values, uiSchema, "", secrets);
    parameters = changed(parameters, uiSchema, (value, ui) => (ui["ui:widget"] === "Secret" && value !== "" && value !== null ? MASK : value));
    recorded = changed(recorded, uiSchema, () => undefined);
  }
  return { values, parameters, secrets, recorded };
}

/** The answers in the order of their questions. */
function inOrder(pages, values) {
  const names = new Set([...pages.flatMap(({ schema }) => [...possibleNames(schema)]), ...Object.keys(values)]);
  return Object.fromEntries([...names].filter((name) => name in values).map((name) => [name, values[name]]));
}

function inFull(value, ui) {
  if (!isObject(ui)) return value;
  if (ENTITIES.has(ui["ui:widget"])) {
    const full = (one) => (typeof one === "string" && one ? fullRef(one, ui["ui:widget"], ui["ui:options"] ?? {}) : one);
    return Array.isArray(value) ? value.map(full) : full(value);
  }
  if (Array.isArray(value)) return value.map((one) => inFull(one, ui.items));
  return isObject(value) ? mapped(value, (one, key) => inFull(one, ui[key])) : value;
}

/** The secret texts by the names of their questions, those of a list `name-0`, `name-1`, … */
function collect(value, ui, name, secrets) {
  if (!isObject(ui)) return;
  if (isSecret(ui) && name && ["string", "number"].includes(typeof value)) secrets[name] = String(value);
  if (Array.isArray(value)) value.forEach((one, at) => collect(one, ui.items, `${name}-${at}`, secrets));
  else if (isObject(value)) for (const [key, one] of Object.entries(value)) collect(one, ui[key], key, secrets);
}

/** The answers in which each that is secret is replaced; undefined leaves it out. */
function changed(value, ui, change) {
  if (!isObject(ui)) return value;
  if (isSecret(ui)) return change(value, ui);
  if (Array.isArray(value)) return isSecret(ui.items) && change(MASK, {}) === undefined ? [] : value.map((one) => changed(one, ui.items, change));
  return isObject(value) ? mapped(value, (one, key) => changed(one, ui[key], change)) : value;
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, one]) => [key, change(one, key)]).filter(([, one]) => one !== undefined));
}
