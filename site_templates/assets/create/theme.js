/* How the form library's fields look here: the same labels, notes and errors as our other forms. */

import { described, PICKERS } from "./pickers.js";

const { Fragment, h } = globalThis.ScaffoldForm;

/** Plain text, in which what stands in backticks is code. */
export function words(text) {
  return typeof text !== "string" ? text : text.split(/(`[^`]+`)/).map((part, at) => (at % 2 ? h("code", { key: at }, part.slice(1, -1)) : part));
}

function FieldTemplate(props) {
  const { id, label, children, errors, help, rawDescription, hidden, required, displayLabel, schema, uiSchema, rawErrors } = props;
  if (hidden) return h("div", { hidden: true }, children);
  const widget = uiSchema?.["ui:widget"];
  const isGroup = schema.type === "object" || (schema.type === "array" && !displayLabel);
  const isCheckbox = schema.type === "boolean" && (!widget || widget === "checkbox");
  if (isGroup) return h("div", { class: "cs-field cs-field--group" }, children, errors, help);
  return h("div", { class: `cs-field${rawErrors?.length ? " cs-field--faulty" : ""}` },
    isCheckbox ? children : displayLabel && h(labelOf(schema, widget), labelProps(id, schema, widget), label, required && mark()),
    isCheckbox ? null : children,
    displayLabel && rawDescription && h("small", { id: `${id}__description` }, words(rawDescription)),
    errors, help);
}

function labelOf(schema, widget) {
  return isSet(schema, widget) ? "span" : "label";
}

function labelProps(id, schema, widget) {
  return isSet(schema, widget) ? { id: `${id}__title`, class: "cs-field__title" } : { for: id };
}

/** Whether several fields are under one title. */
function isSet(schema, widget) {
  return widget === "RepoUrlPicker" || widget === "radio" || widget === "checkboxes";
}

function mark() {
  return h(Fragment, null, " ", h("span", { class: "cs-tag" }, "required"));
}

function FieldErrorTemplate({ errors = [], fieldPathId }) {
  return h("div", { id: `${fieldPathId.$id}__error`, role: "status" },
    [...new Set(errors)].map((one) => h("small", { key: one, class: "cs-field__fault" }, one)));
}

function FieldHelpTemplate({ help, fieldPathId }) {
  return help ? h("small", { id: `${fieldPathId.$id}__help` }, words(help)) : null;
}

function ObjectFieldTemplate({ title, description, properties, fieldPathId, onAddProperty, schema }) {
  const inner = properties.filter((one) => !one.hidden || one.content).map((one) => one.content);
  if (fieldPathId.path.length === 0) return h(Fragment, null, inner);
  return h("fieldset", { id: fieldPathId.$id }, title && h("legend", null, title), description && h("small", null, words(description)), inner,
    schema.additionalProperties && h("button", { type: "button", class: "cs-linkish", onClick: onAddProperty }, "Add a key"));
}

function ArrayFieldTemplate({ title, schema, items, canAdd, onAddClick, fieldPathId, required }) {
  return h("fieldset", { id: fieldPathId.$id }, h("legend", null, title, required && mark()),
    schema.description && h("small", null, words(schema.description)), items,
    canAdd && h("button", { type: "button", class: "md-button cs-small-button", onClick: onAddClick }, "Add one"));
}

function ArrayFieldItemTemplate({ children, buttonsProps, hasToolbar, index }) {
  const { onRemoveItem, hasRemove } = buttonsProps;
  return h("div", { class: "cs-item" }, h("div", { class: "cs-item__main" }, children),
    hasToolbar && hasRemove && h("button", { type: "button", class: "cs-linkish", "aria-label": `Remove item ${index + 1}`, onClick: onRemoveItem }, "Remove"));
}

function CheckboxWidget({ id, value, onChange, onBlur, label, disabled, readonly, required, schema }) {
  const needed = required && (schema.const === true || (schema.enum?.length === 1 && schema.enum[0] === true));
  return h("label", { class: "cs-check" }, h("input", {
    type: "checkbox", id, checked: value === true, disabled: disabled || readonly, "aria-describedby": described(id),
    onChange: (event) => onChange(event.currentTarget.checked), onBlur: () => onBlur(id, value),
  }), label, needed && mark());
}

function MultiSchemaFieldTemplate({ selector, optionSchemaField }) {
  return h("div", { class: "cs-alternatives" }, selector, optionSchemaField);
}

const nothing = () => null;

export const templates = {
  FieldTemplate,
  FieldErrorTemplate,
  FieldHelpTemplate,
  ObjectFieldTemplate,
  ArrayFieldTemplate,
  ArrayFieldItemTemplate,
  MultiSchemaFieldTemplate,
  DescriptionFieldTemplate: nothing,
  TitleFieldTemplate: nothing,
  ErrorListTemplate: nothing,
  WrapIfAdditionalTemplate: ({ children }) => children,
};

export const widgets = { ...PICKERS, CheckboxWidget, checkbox: CheckboxWidget };
