/* What comes of the answers: the files, what happens afterwards, and the ways to make them. */

import { launches } from "./launch.js";
import { json, library } from "./load.js";
import { parsed } from "./references.js";
import { Tree } from "./tree.js";
import { runValues } from "./values.js";
import { words } from "./theme.js";

const { Fragment, h, useEffect, useMemo, useRef, useState } = globalThis.ScaffoldForm;
const PAUSE = 250;
const NOTHING = { result: null, error: "" };

export function Outcome({ data, base, pages, validator, answers, missing, command }) {
  const [state, setState] = useState(NOTHING);
  const asked = useRef(0);
  const isReady = missing.length === 0 && data.complete;
  const values = useMemo(() => (isReady ? runValues(pages, validator, answers) : null), [answers, isReady]);
  useEffect(() => {
    const number = (asked.current += 1);
    if (!values) return setState(NOTHING);
    const timer = setTimeout(async () => {
      const found = await previewed(data, base, values);
      if (number === asked.current) setState(found);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [values]);
  return h("div", { class: "cs-outcome", "aria-live": "off" },
    h("h2", { id: "cs-preview" }, "Preview"),
    h(Note, { data, missing, state }),
    state.result && h(Tree, { files: state.result.files }),
    state.result && h(Afterwards, state.result),
    h(Ways, { data, answers, command, files: state.result?.files, values, isReady: missing.length === 0 }));
}

async function previewed(data, base, values) {
  const [{ run }, { RECORD_FILE, recordText }] = await Promise.all([import("./run/runner.js"), import("./record.js")]);
  const record = { name: RECORD_FILE, text: () => recordText(data.record, values.recorded) };
  try {
    return { result: await run(data, values, (ref, given) => entityOf(base, ref, given), record), error: "" };
  } catch (error) {
    return { result: null, error: error.message };
  }
}

/** An entity of the catalog, from the same file that other programs read. */
async function entityOf(base, ref, { defaultKind, defaultNamespace, optional }) {
  const parts = parsed(ref, defaultKind, defaultNamespace);
  if (!parts) throw new Error(`'${ref}' is no reference`);
  const path = [parts.kind, parts.namespace, parts.name].map(encodeURIComponent).join("/");
  try {
    return await json(`${base}api/catalog/entities/by-name/${path}.json`);
  } catch {
    if (optional) return null;
    throw new Error(`the catalog has no ${ref}`);
  }
}

function Note({ data, missing, state }) {
  if (!data.complete) return h("p", { class: "cs-calm" }, words(data.reason), " The command below makes them.");
  if (missing.length) return h("p", { class: "cs-calm", role: "status" }, `The files are shown when all answers are right. Still open: ${missing.join(", ")}.`);
  if (state.error) return h("p", { class: "cs-field__fault", role: "status" }, `It cannot be previewed: ${state.error}`);
  return null;
}

function Afterwards({ afterwards, notes, output }) {
  return h(Fragment, null,
    afterwards.length > 0 && h("section", { class: "cs-afterwards" }, h("h3", null, "What happens afterwards"),
      h("p", { class: "cs-caption" }, "These steps need a server and your own credentials: ", h("code", null, "--publish"), " does those that it can, and prints the others."),
      h("ol", null, afterwards.map((step, at) => h("li", { key: at }, h("b", null, step.title), " ", h("code", null, step.action),
        step.cause && h("small", null, step.cause),
        step.inputs.length > 0 && h("dl", null, step.inputs.map(([name, value]) => h(Fragment, { key: name }, h("dt", null, name), h("dd", null, value)))))))),
    notes.length > 0 && h("section", null, h("h3", null, "Messages"), h("ul", null, notes.map((note, at) => h("li", { key: at }, note)))),
    output.map((one, at) => h("section", { key: at }, h("h3", null, one.title || "Next"), h("p", { class: "cs-output" }, words(one.content)))));
}

/** The ways to make it: a zip, the command, and what the company has configured. */
function Ways({ data, answers, command, files, values, isReady }) {
  const [copied, setCopied] = useState("");
  const copy = async (text) => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  const save = async () => {
    await library("fflate");
    const { download } = await import("./zip.js");
    download(`${zipName(answers, data)}.zip`, files);
  };
  const others = isReady ? launches(data.launches ?? [], values ?? runless(answers), command) : [];
  return h("section", { class: "cs-ways" }, h("h3", null, "Make it"),
    h("p", { class: "cs-ways__buttons" },
      h("button", { type: "button", class: "md-button md-button--primary", disabled: !files, onClick: save }, "Download zip"),
      navigator.clipboard && h("button", { type: "button", class: "md-button", onClick: () => copy(command) }, copied === command ? "Copied" : "Copy the command"),
      others.map((one) => h("a", { key: one.title, class: "md-button", href: one.href, target: "_blank", rel: "noopener noreferrer" }, one.title))),
    others.filter((one) => one.rows.length).map((one) => h("details", { key: one.title, open: true }, h("summary", null, `Answers for ${one.title}`),
      h("dl", { class: "cs-ways__rows" }, one.rows.map(([name, value]) => h(Fragment, { key: name }, h("dt", null, name), h("dd", null, value)))))));
}

const runless = (answers) => ({ recorded: answers });

function zipName(answers, data) {
  const name = String(answers.name ?? data.metadata.name).replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "");
  return name || "project";
}
