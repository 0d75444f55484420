/* What is wrong with the answers of a page, by its schema and by the fields of Backstage. */

import { NAME_MESSAGE, NAME_PATTERN } from "./messages.js";
import { repoFault } from "./repo-url.js";
import { isObject } from "./schema.js";

const { retrieveSchema } = globalThis.ScaffoldForm;

/** The faults of a page for the answers, each with `property` and `message`. */
export function checked({ schema, uiSchema }, validator, answers) {
  const resolved = retrieveSchema(validator, schema, schema, answers);
  const { errors } = validator.rawValidation(resolved, answers);
  return [...errors, ...fieldFaults(resolved, uiSchema, answers)];
}

function* fieldFaults(schema, uiSchema, answers) {
  for (const name of Object.keys(isObject(schema.properties) ? schema.properties : {})) {
    const value = answers[name];
    if (typeof value !== "string" || !value) continue;
    const message = faultOf(uiSchema[name], value);
    if (message) yield { name: "field", property: `.${name}`, message, stack: message, params: {} };
  }
}

function faultOf(ui, value) {
  if (ui?.["ui:widget"] === "RepoUrlPicker") return repoFault(value);
  if (ui?.["ui:picker"] === "EntityNamePicker" && !NAME_PATTERN.test(value)) return NAME_MESSAGE;
  return "";
}
