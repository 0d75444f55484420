/* The form of a template as the form library takes it: pages, each a schema and a uiSchema. */

const MOST_DEPTH = 40;
const WIDGETS = new Set([
  "text", "textarea", "password", "radio", "checkbox", "checkboxes", "select", "hidden", "updown", "range", "color",
  "date", "datetime", "date-time", "time", "email", "uri", "file",
]);
const PICKERS = new Set([
  "EntityPicker", "OwnedEntityPicker", "OwnerPicker", "MyGroupsPicker", "MultiEntityPicker", "EntityTagsPicker",
  "RepoUrlPicker", "Secret",
]);
const LISTS = new Set(["MultiEntityPicker", "EntityTagsPicker"]);
const SCHEMAS = ["items", "additionalProperties", "then", "else", "if", "not", "contains"];
const NAMED = ["properties", "dependencies", "definitions", "$defs", "patternProperties"];
const LISTED = ["allOf", "anyOf", "oneOf"];

/** The pages of a form: `{title, description, schema, uiSchema}`. */
export function pagesOf(parameters) {
  const stated = (Array.isArray(parameters) ? parameters : [parameters]).filter(isObject);
  return stated.map((page) => {
    const schema = cleaned(page, 0);
    delete schema.title;
    delete schema.description;
    // Each page sees the answers of all pages, so it cannot forbid those that it does not know.
    delete schema.additionalProperties;
    return {
      title: text(page.title),
      description: text(page.description),
      schema: { ...schema, type: "object" },
      uiSchema: uiSchemaOf(page, 0),
    };
  });
}

/** A schema without its `ui:` keys and without patterns that no browser reads. */
function cleaned(schema, depth) {
  if (!isObject(schema) || depth > MOST_DEPTH) return isObject(schema) ? {} : schema;
  const kept = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith("ui:") || key.startsWith("backstage:")) continue;
    if (key === "pattern" && !isPattern(value)) continue;
    if (NAMED.includes(key) && isObject(value)) kept[key] = mapped(value, (one) => cleaned(one, depth + 1));
    else if (LISTED.includes(key) && Array.isArray(value)) kept[key] = value.map((one) => cleaned(one, depth + 1));
    else if (key === "items" && Array.isArray(value)) kept[key] = value.map((one) => cleaned(one, depth + 1));
    else if (SCHEMAS.includes(key)) kept[key] = cleaned(value, depth + 1);
    else kept[key] = value;
  }
  // Nobody says what is in it: texts, as one types them.
  if (kept.type === "array" && kept.items === undefined) kept.items = { type: "string" };
  const picker = schema["ui:field"];
  if (PICKERS.has(picker) && kept.type === undefined) {
    kept.type = LISTS.has(picker) ? "array" : "string";
    if (LISTS.has(picker)) kept.items ??= { type: "string" };
  }
  return kept;
}

function uiSchemaOf(schema, depth) {
  const ui = {};
  if (!isObject(schema) || depth > MOST_DEPTH) return ui;
  for (const [key, value] of Object.entries(schema)) if (key.startsWith("ui:")) ui[key] = value;
  ask(ui);
  for (const [name, one] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    ui[name] = uiSchemaOf(one, depth + 1);
  }
  if (isObject(schema.items)) ui.items = uiSchemaOf(schema.items, depth + 1);
  for (const part of joining(schema)) merge(ui, uiSchemaOf(part, depth + 1));
  return ui;
}

function* joining(schema) {
  for (const key of LISTED) if (Array.isArray(schema[key])) yield* schema[key];
  for (const key of ["then", "else"]) if (isObject(schema[key])) yield schema[key];
  if (isObject(schema.dependencies)) yield* Object.values(schema.dependencies).filter(isObject);
}

function merge(ui, other) {
  for (const [key, value] of Object.entries(other)) {
    if (isObject(ui[key]) && isObject(value) && !key.startsWith("ui:")) merge(ui[key], value);
    else if (!(key in ui)) ui[key] = value;
  }
}

/** A field of Backstage becomes a widget of ours; what is not known is asked by its type. */
function ask(ui) {
  const field = ui["ui:field"];
  delete ui["ui:field"];
  if (field === "EntityNamePicker") ui["ui:picker"] = field;
  const options = isObject(ui["ui:options"]) ? { ...ui["ui:options"] } : {};
  const widget = ui["ui:widget"] ?? options.widget;
  delete options.widget;
  delete ui["ui:widget"];
  if (PICKERS.has(field)) ui["ui:widget"] = field;
  else if (WIDGETS.has(widget)) ui["ui:widget"] = widget;
  if (Object.keys(options).length) ui["ui:options"] = options;
  else delete ui["ui:options"];
  if (!Array.isArray(ui["ui:order"])) delete ui["ui:order"];
  for (const key of ["ui:ObjectFieldTemplate", "ui:FieldTemplate", "ui:ArrayFieldTemplate"]) delete ui[key];
  if (isObject(ui["ui:backstage"])) delete ui["ui:backstage"];
}

/** Whether an answer is one that must not be shown. */
export function isSecret(ui) {
  return isObject(ui) && ["Secret", "password"].includes(ui["ui:widget"]);
}

/** The names of all properties that a page may ask, whatever the answers. */
export function possibleNames(schema, depth = 0) {
  const names = new Set(isObject(schema?.properties) ? Object.keys(schema.properties) : []);
  if (depth > MOST_DEPTH || !isObject(schema)) return names;
  for (const part of joining(schema)) for (const name of possibleNames(part, depth + 1)) names.add(name);
  return names;
}

/** A property of a schema, wherever it is asked under a condition. */
export function propertyIn(schema, name, depth = 0) {
  if (!isObject(schema) || depth > 20) return undefined;
  const own = schema.properties?.[name];
  if (isObject(own) && own.type !== undefined) return own;
  const parts = [schema.then, schema.else, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? []),
    ...Object.values(schema.dependencies ?? {})];
  for (const part of parts) {
    const found = propertyIn(part, name, depth + 1);
    if (found) return found;
  }
  return isObject(own) ? own : undefined;
}

export function titleIn(schema, name) {
  return propertyIn(schema, name)?.title;
}

export function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function isPattern(pattern) {
  try {
    return Boolean(new RegExp(pattern, "u"));
  } catch {
    return false;
  }
}

function text(value) {
  return typeof value === "string" ? value : "";
}
