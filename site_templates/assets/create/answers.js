/* The answers of a form: their defaults, and those that a page does not ask any more. */

import { isObject, isSecret, possibleNames } from "./schema.js";

const { getDefaultFormState, retrieveSchema } = globalThis.ScaffoldForm;

export const BEHAVIOUR = { emptyObjectFields: "skipEmptyDefaults", allOf: "populateDefaults" };

/** The answers before anything is typed: the defaults of all pages. */
export function defaultsOf(pages, validator) {
  let answers = {};
  for (const page of pages) answers = filled(page, validator, answers);
  return answers;
}

/** Answers with the defaults that a page has for them. */
export function filled({ schema }, validator, answers) {
  return without(getDefaultFormState(validator, schema, answers, schema, false, BEHAVIOUR)) ?? {};
}

/** Answers without those that no page asks now: what is typed into a field that goes is gone too. */
export function asked(pages, validator, answers) {
  const names = new Map();
  for (const { schema } of pages) {
    const resolved = retrieveSchema(validator, schema, schema, answers);
    const now = new Set(Object.keys(isObject(resolved.properties) ? resolved.properties : {}));
    for (const name of possibleNames(schema)) names.set(name, names.get(name) || now.has(name));
  }
  const order = [...names.keys(), ...Object.keys(answers).filter((name) => !names.has(name))];
  const kept = order.filter((name) => answers[name] !== undefined && names.get(name) !== false);
  return Object.fromEntries(kept.map((name) => [name, answers[name]]));
}

/** The pages that ask something for the present answers. */
export function pagesAsked(pages, validator, answers) {
  return pages.filter(({ schema }) => {
    const { properties } = retrieveSchema(validator, schema, schema, answers);
    return isObject(properties) && Object.keys(properties).length > 0;
  });
}

/** The names of the answers of which all or a part is secret, by the whole form. */
export function secretNames(pages) {
  const names = new Set();
  for (const { uiSchema } of pages) {
    for (const [name, ui] of Object.entries(uiSchema)) if (!name.startsWith("ui:") && hidesSomething(ui)) names.add(name);
  }
  return names;
}

function hidesSomething(ui) {
  if (!isObject(ui)) return false;
  return isSecret(ui) || Object.entries(ui).some(([key, inner]) => !key.startsWith("ui:") && hidesSomething(inner));
}

/** Keys without a value go, at any depth; a list keeps its places. */
function without(value) {
  if (Array.isArray(value)) return value.map((one) => without(one) ?? null);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]) => [key, without(one)]);
  return Object.fromEntries(kept);
}
