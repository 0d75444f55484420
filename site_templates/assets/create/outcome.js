/* What comes of the answers: the files, and how they are made. */

const { h } = globalThis.ScaffoldForm;

export function Outcome({ command }) {
  return h("div", { class: "cs-outcome" }, h("h3", null, "Command"), h("pre", { class: "cs-code" }, h("code", null, command)));
}
