/* The form of a template: what is typed into it becomes the command that runs it. */

export function startForm(form) {
  const page = form.closest(".cs-template");
  const code = page.querySelector("[data-cs-command]");
  const copy = page.querySelector("[data-cs-copy]");
  const note = page.querySelector("[data-cs-faults]");
  const fields = [...form.querySelectorAll("[data-cs-answer]")];
  const update = () => {
    const faulty = fields.filter((field) => showFault(field, fault(field)));
    code.textContent = [form.dataset.csForm, ...fields.map(setting).filter(Boolean)].join(" ");
    if (copy) copy.dataset.csCopy = code.textContent;
    note.textContent = faulty.length ? `Not in the command until it is right: ${faulty.map(title).join(", ")}` : "";
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}

function title(field) {
  return field.labels[0].firstChild.textContent.trim();
}

/** What is wrong with an answer; empty for a right one, and for one that is not given yet. */
function fault(field) {
  if (field.type === "checkbox" || field.tagName === "SELECT") return "";
  if (field.validity.badInput) return "This is not a number.";
  const text = field.dataset.csVariable ? field.value : field.value.trim();
  if (!text) return "";
  const type = field.dataset.csType;
  if (type === "integer" && !Number.isInteger(Number(text))) return "This is not a whole number.";
  if ((type === "array" || type === "object") && typeOf(text) !== type) return `Write it as JSON, such as ${field.placeholder}`;
  return broken(text, type, JSON.parse(field.dataset.csRules ?? "{}"));
}

function typeOf(text) {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  } catch {
    return "";
  }
}

/** The first rule of the template's schema that an answer breaks, in words. */
function broken(text, type, rules) {
  const letters = [...text].length;
  const missed = (rules.patterns ?? []).find(([pattern]) => !expression(pattern).test(text));
  if (missed) return missed[1];
  if (type === "integer" || type === "number") {
    if (Number(text) < rules.minimum) return `This must be at least ${rules.minimum}.`;
    return Number(text) > rules.maximum ? `This must be at most ${rules.maximum}.` : "";
  }
  if (letters < rules.minLength) return `This must have at least ${rules.minLength} letters.`;
  return letters > rules.maxLength ? `This must have at most ${rules.maxLength} letters.` : "";
}

/** A pattern of JSON Schema, which may match anywhere; one that no browser reads fits everything. */
function expression(pattern) {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // The next flags read more.
    }
  }
  return /(?:)/;
}

/** Says below a field what is wrong with it; true where something is. */
function showFault(field, text) {
  const id = `${field.id}-fault`;
  let place = document.getElementById(id);
  if (!place && text) {
    place = document.createElement("small");
    place.id = id;
    place.className = "cs-field__fault";
    field.after(place);
  }
  if (place && place.textContent !== text) place.textContent = text;
  field.classList.toggle("cs-field__faulty", Boolean(text));
  if (text) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
  } else {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  return Boolean(text);
}

/** Nothing for an answer that is the default anyway; a missing or faulty one is named, so that it is seen. */
function setting(field) {
  const { csAnswer: name, csDefault: standard, csVariable: variable } = field.dataset;
  // A secret is never read: a command stays in the history of a shell.
  if (variable) return field.required || field.value ? `--set ${quoted(`${name}=`)}"$${variable}"` : "";
  const value = field.type === "checkbox" ? String(field.checked) : field.value.trim();
  if (field.hasAttribute("aria-invalid")) return `--set ${missing(name)}`;
  if (value === standard && (value || !field.required)) return "";
  if (!value) return field.required ? `--set ${missing(name)}` : "";
  return `--set ${quoted(`${name}=${value}`)}`;
}

function missing(name) {
  return /^[\w.-]+$/.test(name) ? `${name}=<${name}>` : quoted(`${name}=<${name}>`);
}

/** A shell word: POSIX shells and PowerShell both take what stands between single quotes. */
function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
