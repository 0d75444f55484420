/* The form of a template: what is typed into it becomes the command that runs it. */

export function startForm(form) {
  const page = form.closest(".cs-template");
  const code = page.querySelector("[data-cs-command]");
  const copy = page.querySelector("[data-cs-copy]");
  const update = () => {
    code.textContent = command(form);
    if (copy) copy.dataset.csCopy = code.textContent;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", update);
  update();
}

function command(form) {
  const fields = [...form.querySelectorAll("[name]")];
  return [form.dataset.csForm, ...fields.map(setting).filter(Boolean)].join(" ");
}

/** Nothing for an answer that is the default anyway; a missing one is named, so that it is seen. */
function setting(field) {
  const value = field.type === "checkbox" ? String(field.checked) : field.value.trim();
  if (value === field.dataset.csDefault && (value || !field.required)) return "";
  if (!value) return field.required ? `--set ${field.name}=<${field.name}>` : "";
  return `--set ${quoted(`${field.name}=${value}`)}`;
}

/** A shell word: POSIX shells and PowerShell both take what stands between single quotes. */
function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
