/* The form of a template, page by page, with a review at the end, and what it makes beside it. */

import { asked, BEHAVIOUR, defaultsOf, pagesAsked, secretNames } from "./answers.js";
import { checked } from "./checks.js";
import { commandOf } from "./command.js";
import { Outcome } from "./outcome.js";
import { Review } from "./review.js";
import { pagesOf, titleIn } from "./schema.js";
import { templates, widgets, words } from "./theme.js";
import { makeValidator } from "./validator.js";

const { Form, Fragment, h, render, useEffect, useMemo, useRef, useState } = globalThis.ScaffoldForm;

export function startWizard(place, data, base) {
  const pages = pagesOf(data.spec.parameters);
  const validator = makeValidator();
  const defaults = defaultsOf(pages, validator);
  const secrets = secretNames(pages);
  const command = document.querySelector("[data-cs-command]");
  const tell = (answers) => {
    const text = commandOf(data.program, answers, defaults, secrets);
    if (command) command.textContent = text;
    const copy = command?.closest(".cs-command-line")?.querySelector("[data-cs-copy]");
    if (copy) copy.dataset.csCopy = text;
    return text;
  };
  place.replaceChildren();
  render(h(Wizard, { data, base, pages, validator, defaults, secrets, tell }), place);
  place.dataset.csReady = "";
}

function Wizard({ data, base, pages, validator, defaults, secrets, tell }) {
  const [answers, setAnswers] = useState(defaults);
  const [at, setAt] = useState(0);
  const [tried, setTried] = useState(() => new Set());
  const heading = useRef(null);
  const moved = useRef(false);
  const visible = useMemo(() => pagesAsked(pages, validator, answers), [answers]);
  const given = useMemo(() => asked(pages, validator, answers), [answers]);
  const faults = useMemo(() => visible.map((page) => checked(page, validator, given)), [given, visible]);
  const place = Math.min(at, visible.length);
  const command = useMemo(() => tell(given), [given]);
  useEffect(() => {
    if (moved.current) heading.current?.focus();
    moved.current = false;
  }, [place]);
  const go = (to) => {
    moved.current = true;
    setAt(to);
  };
  const next = () => {
    const page = visible[place];
    if (faults[place].length) return setTried(new Set([...tried, page]));
    go(place + 1);
  };
  const page = visible[place];
  return h(Fragment, null,
    h("div", { class: "cs-wizard__form" },
      h(Steps, { visible, place, go, faults }),
      h("h2", { tabIndex: -1, ref: heading }, page ? page.title || "Answers" : "Review"),
      page
        ? h(Page, { key: pages.indexOf(page), page, base, validator, answers, faults: faults[place], tried: tried.has(page), onChange: setAnswers, onNext: next },
          h(Buttons, { data, place, last: visible.length - 1, back: () => go(place - 1), faulty: tried.has(page) && faults[place].length }))
        : h(Fragment, null, h(Review, { pages: visible, answers: given, onEdit: go }),
          visible.length > 0 && h("p", { class: "cs-wizard__buttons" }, h("button", { type: "button", class: "md-button", onClick: () => go(place - 1) }, data.spec.presentation?.buttonLabels?.backButtonText ?? "Back")))),
    h(Outcome, { data, base, pages, validator, answers: given, missing: faults.flatMap((found, index) => openTitles(visible[index], found)), command }));
}

/** The titles of the questions of a page whose answers are not right. */
function openTitles({ schema, uiSchema }, faults) {
  const names = [...new Set(faults.map(({ property }) => /^\.?([^.[]+)/.exec(property)?.[1] ?? property))];
  return names.map((name) => uiSchema[name]?.["ui:title"] ?? titleIn(schema, name) ?? name);
}

/** Where one is in the form; pages that are right can be gone to. */
function Steps({ visible, place, go, faults }) {
  if (!visible.length) return null;
  const titles = [...visible.map((page, at) => page.title || `Page ${at + 1}`), "Review"];
  const firstFaulty = faults.findIndex((found) => found.length);
  const reachable = (at) => at <= place || firstFaulty < 0 || at <= firstFaulty;
  return h("ol", { class: "cs-wizard__steps" }, titles.map((title, at) => h("li", { key: at, "aria-current": at === place ? "step" : undefined },
    at === place ? title : h("button", { type: "button", class: "cs-linkish", disabled: !reachable(at), onClick: () => go(at) }, title))));
}

function Page({ page, base, validator, answers, faults, tried, onChange, onNext, children }) {
  const context = useMemo(() => ({ base }), [base]);
  // Nobody is told at once what is still empty.
  const shown = tried ? faults : faults.filter((one) => !isMissing(one, answers));
  const errors = useMemo(() => validator.errorSchema(shown), [JSON.stringify(shown)]);
  return h(Fragment, null,
    page.description && h("p", { class: "cs-caption" }, words(page.description)),
    h(Form, {
      schema: page.schema, uiSchema: page.uiSchema, validator, formContext: context, formData: answers, widgets, templates,
      className: "cs-form", idPrefix: "cs", noHtml5Validate: true, noValidate: true, showErrorList: false, extraErrors: errors,
      experimental_defaultFormStateBehavior: BEHAVIOUR,
      onChange: ({ formData }) => onChange(formData ?? {}), onSubmit: onNext,
    }, children));
}

function isMissing({ name, property }, answers) {
  if (name === "required") return true;
  const value = property.split(".").slice(1).reduce((part, key) => part?.[key], answers);
  return value === undefined || value === "";
}

function Buttons({ data, place, last, back, faulty }) {
  const labels = data.spec.presentation?.buttonLabels ?? {};
  return h("p", { class: "cs-wizard__buttons" },
    place > 0 && h("button", { type: "button", class: "md-button", onClick: back }, labels.backButtonText ?? "Back"),
    h("button", { type: "submit", class: "md-button md-button--primary" }, place === last ? (labels.reviewButtonText ?? "Review") : "Next"),
    faulty ? h("span", { class: "cs-field__fault", role: "status" }, faulty === 1 ? "One answer is not right yet." : `${faulty} answers are not right yet.`) : null);
}
