/* The fields of Backstage's forms, as widgets. */

import { Combobox, useChoices } from "./combobox.js";
import { fullRef } from "./references.js";
import { RepoUrlPicker } from "./repo-url.js";

const { h } = globalThis.ScaffoldForm;

function entityPicker(name) {
  return (props) => {
    const { id, value, onChange, onBlur, required, disabled, readonly, options, placeholder, registry } = props;
    const choices = useChoices(address(props));
    const complete = (text) => fullRef(text, name, options);
    return h(Combobox, {
      id, value, choices, required, disabled: disabled || readonly, placeholder, complete,
      free: options.allowArbitraryValues !== false,
      onValue: onChange, onLeave: () => onBlur(id, value), described: described(id, registry),
    });
  };
}

/** A list of values: those chosen as buttons that remove them, and a field for one more. */
function manyPicker(isTags) {
  return (props) => {
    const { id, value, onChange, onBlur, disabled, readonly, options, placeholder, registry } = props;
    const choices = useChoices(address(props));
    const chosen = Array.isArray(value) ? value : [];
    const add = (one) => one && !chosen.includes(one) && onChange([...chosen, one]);
    const titleOf = (one) => choices.find((choice) => choice.value === one)?.title ?? one;
    return h("div", { class: "cs-many" },
      chosen.length > 0 && h("p", { class: "cs-many__chosen" }, chosen.map((one) => h("button", {
        key: one, type: "button", class: "cs-tag", disabled: disabled || readonly, "aria-label": `Remove ${titleOf(one)}`,
        onClick: () => onChange(chosen.filter((other) => other !== one)),
      }, titleOf(one), " ×"))),
      h(Combobox, {
        id, value: "", choices: choices.filter((choice) => !chosen.includes(choice.value)), clears: true,
        disabled: disabled || readonly, placeholder: placeholder || "Add one",
        complete: isTags ? (text) => text.trim().toLowerCase() : (text) => fullRef(text, "MultiEntityPicker", options),
        free: options.allowArbitraryValues !== false, onValue: add, onLeave: () => onBlur(id, value), described: described(id, registry),
      }));
  };
}

function Secret(props) {
  const { id, value, onChange, onBlur, required, disabled, readonly } = props;
  return h("input", {
    id, type: "password", class: "cs-input", autocomplete: "new-password", spellcheck: false, value: value ?? "", required,
    disabled: disabled || readonly, "aria-describedby": described(id),
    onInput: (event) => onChange(event.currentTarget.value || undefined), onBlur: () => onBlur(id, value),
  });
}

export const PICKERS = {
  EntityPicker: entityPicker("EntityPicker"),
  OwnedEntityPicker: entityPicker("OwnedEntityPicker"),
  OwnerPicker: entityPicker("OwnerPicker"),
  MyGroupsPicker: entityPicker("MyGroupsPicker"),
  MultiEntityPicker: manyPicker(false),
  EntityTagsPicker: manyPicker(true),
  RepoUrlPicker,
  Secret,
  password: Secret,
};

function address({ uiSchema, registry }) {
  const path = uiSchema?.["ui:choices"];
  return path && registry.formContext.base + path;
}

export function described(id) {
  return `${id}__error ${id}__description ${id}__help`;
}
