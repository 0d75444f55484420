/* Checks answers by JSON Schema without code that is made at run time, for the form library. */

import { messageOf } from "./messages.js";

const { Validator, toErrorSchema } = globalThis.ScaffoldForm;

/** What only says that something below is wrong. */
const PARENTS = new Set([
  "properties", "items", "prefixItems", "allOf", "if", "then", "else", "dependencies", "dependentSchemas", "$ref",
  "additionalProperties", "patternProperties",
]);
const ALTERNATIVES = /\/(?:anyOf|oneOf|not|contains)\//;

export function makeValidator() {
  const validators = new WeakMap();
  const run = (schema, data, root) => {
    let known = validators.get(schema);
    if (!known) {
      const { definitions, $defs } = root ?? schema;
      known = new Validator({ ...(definitions && { definitions }), ...($defs && { $defs }), ...schema }, "7", false);
      validators.set(schema, known);
    }
    return known.validate(data ?? (schema.type === "object" ? {} : data));
  };
  return {
    isValid(schema, data, root) {
      if (typeof schema === "boolean") return schema;
      try {
        return run(schema, data, root).valid;
      } catch {
        return false;
      }
    },
    validateFormData(data, schema) {
      const { errors } = this.rawValidation(schema, data);
      return { errors, errorSchema: toErrorSchema(errors) };
    },
    rawValidation(schema, data) {
      try {
        return { errors: run(schema, data, schema).errors.filter(isTold).flatMap((one) => told(one, schema)) };
      } catch (error) {
        return { errors: [], validationError: error };
      }
    },
    errorSchema: toErrorSchema,
    reset() {},
  };
}

function isTold({ keyword, keywordLocation }) {
  return !PARENTS.has(keyword) && !ALTERNATIVES.test(keywordLocation);
}

/** An error of the validator as the form library shows it: `property` is the path, such as `.owner.name`. */
function told({ keyword, keywordLocation, instanceLocation, error }, schema) {
  const path = instanceLocation.split("/").slice(1).map(unescape);
  const at = keywordLocation.split("/").slice(1).map(unescape);
  const limit = at.reduce((part, key) => part?.[key], schema);
  const found = { name: keyword, params: {}, schemaPath: keywordLocation };
  if (keyword === "required") {
    const name = /"(.+)"/s.exec(error)?.[1] ?? "";
    return [{ ...found, property: property([...path, name]), message: "It is needed.", stack: `${name} is needed` }];
  }
  const message = messageOf(keyword, limit, error);
  return [{ ...found, property: property(path), message, stack: message }];
}

function property(path) {
  return path.map((key) => (/^[\w$]+$/.test(key) ? `.${key}` : `['${key}']`)).join("");
}

function unescape(key) {
  return decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~");
}
