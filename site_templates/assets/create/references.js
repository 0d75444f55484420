/* References to entities. */

const OWNERS = new Set(["OwnerPicker", "MyGroupsPicker"]);

/** The parts of a reference; undefined for a text that is none. */
export function parsed(text, kind, namespace) {
  const found = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(text.trim());
  if (!found || !(found[1] ?? kind)) return undefined;
  return { kind: (found[1] ?? kind).toLowerCase(), namespace: (found[2] ?? (namespace || "default")).toLowerCase(), name: found[3].toLowerCase() };
}

/** The full reference that a text means in a picker; the text itself where it means none. */
export function fullRef(text, widget, options) {
  const kind = options.defaultKind || (OWNERS.has(widget) ? "Group" : undefined);
  const found = parsed(text, kind, options.defaultNamespace);
  return found ? `${found.kind}:${found.namespace}/${found.name}` : text;
}
