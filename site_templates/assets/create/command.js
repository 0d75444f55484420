/* The command that runs a template with the answers of the form. */

/** `catalogsite new NAME --set …`: an answer that is the default anyway is left out, a secret is a variable. */
export function commandOf(program, answers, defaults, secrets) {
  const parts = [];
  for (const [name, value] of Object.entries(answers)) {
    if (value === undefined || same(value, defaults[name])) continue;
    if (secrets.has(name)) parts.push(`--set ${quoted(`${name}={env: ${variableOf(name)}}`)}`);
    else parts.push(`--set ${quoted(`${name}=${written(value)}`)}`);
  }
  return [program, ...parts].join(" ");
}

function written(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** `API_TOKEN` for `apiToken`. */
export function variableOf(name) {
  const words = name.replace(/([a-z0-9])(?=[A-Z])/g, "$1_");
  const variable = words.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+|_+$/g, "").toUpperCase();
  return /^[A-Z]/.test(variable) ? variable : `SECRET_${variable}`.replace(/_+$/, "");
}

/** A shell word: POSIX shells and PowerShell both take what stands between single quotes. */
export function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
