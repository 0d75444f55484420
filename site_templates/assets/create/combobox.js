/* A text field that offers entities of the catalog while one types: a combobox as ARIA describes it. */

import { json } from "./load.js";

const { h, useEffect, useRef, useState } = globalThis.ScaffoldForm;

const MOST = 40;
const NOTHING = [];

/** What a picker offers: `[{value, title, kind}]`; nothing until it is loaded. */
export function useChoices(address) {
  const [choices, setChoices] = useState(NOTHING);
  useEffect(() => {
    let gone = false;
    if (address) json(address).then((found) => gone || setChoices(choicesOf(found)), () => {});
    return () => (gone = true);
  }, [address]);
  return choices;
}

function choicesOf({ refs, titles, kinds, tags }) {
  if (tags) return tags.map((tag) => ({ value: tag, title: tag, kind: "" }));
  return refs.map((ref, at) => ({ value: ref, title: titles[at], kind: kinds[at] }));
}

/** `free` says whether what is typed counts although it is not offered; `complete` makes a value of it. */
export function Combobox({ id, value, choices, free, complete, required, disabled, onValue, onLeave, placeholder, clears, described }) {
  const known = choices.find((one) => one.value === value);
  const shown = known ? known.title : (value ?? "");
  const [typed, setTyped] = useState(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useRef(null);
  const text = typed ?? shown;
  const found = open ? matching(choices, typed ?? "") : NOTHING;
  const take = (choice) => {
    onValue(choice.value);
    setTyped(clears ? "" : null);
    setOpen(false);
  };
  const type = (event) => {
    const given = event.currentTarget.value;
    setTyped(given);
    setOpen(true);
    setAt(-1);
    if (clears) return;
    const exact = choices.find((one) => one.value === given || one.title === given);
    if (exact) onValue(exact.value);
    else onValue(given === "" ? undefined : free ? complete(given) : given);
  };
  const key = (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      if (!open) return setOpen(true);
      setAt((at + move + found.length + (at < 0 && move < 0 ? 1 : 0)) % Math.max(1, found.length));
    } else if (event.key === "Enter" && open) {
      if (found[at]) {
        event.preventDefault();
        take(found[at]);
      } else if (clears && typed) {
        event.preventDefault();
        if (free) take({ value: complete(typed) });
      }
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
    }
  };
  const leave = () => {
    setOpen(false);
    if (clears && typed && free) onValue(complete(typed));
    setTyped(null);
    onLeave?.();
  };
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: "nearest" }), [at]);
  return h("div", { class: "cs-combobox" },
    h("input", {
      id, type: "text", role: "combobox", autocomplete: "off", spellcheck: false, class: "cs-input",
      value: text, required, disabled, placeholder,
      "aria-expanded": String(found.length > 0), "aria-controls": `${id}-list`, "aria-autocomplete": "list",
      "aria-activedescendant": found[at] ? `${id}-${at}` : undefined, "aria-describedby": described,
      onInput: type, onKeyDown: key, onBlur: leave, onClick: () => setOpen(true),
    }),
    h("ul", { id: `${id}-list`, role: "listbox", class: "cs-combobox__list", hidden: !found.length, ref: list, "aria-label": "Choices" },
      found.map((one, index) => h("li", {
        key: one.value, id: `${id}-${index}`, role: "option", "aria-selected": String(index === at),
        // Before the field loses the focus.
        onMouseDown: (event) => (event.preventDefault(), take(one)),
      }, one.title, one.kind && h("small", null, `${one.kind} · ${one.value}`)))));
}

function matching(choices, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [];
  for (const one of choices) {
    const text = `${one.title} ${one.value}`.toLowerCase();
    if (words.every((word) => text.includes(word))) found.push(one);
    if (found.length === MOST) break;
  }
  return found;
}
