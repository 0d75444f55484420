/* Backstage's entity filters, as `catalogsite list --filter` has them: kind=component,spec.type=service. */

const MAX_LENGTH = 200;
const NEVER_SEARCHED = new Set(["attachments", "status", "relations"]);

/** Key to the values that are asked for, null where any will do; null for what is no filter. */
export function parseFilter(text) {
  const asked = new Map();
  for (const part of text.split(",").map((one) => one.trim()).filter(Boolean)) {
    const at = part.indexOf("=");
    const key = (at < 0 ? part : part.slice(0, at)).trim();
    if (!key) return null;
    if (!asked.get(key)) asked.set(key, at < 0 ? null : new Set());
    if (at >= 0) asked.get(key).add(part.slice(at + 1).trim().toLowerCase());
  }
  return asked;
}

/** An entity as Backstage's search table has it: lower-case dotted keys to their values. */
export function searchRows(entity) {
  const rows = new Map();
  const add = (key, value) => {
    if (key.length > MAX_LENGTH) return;
    const name = key.toLowerCase();
    if (!rows.has(name)) rows.set(name, new Set());
    rows.get(name).add(searchable(value));
  };
  const walk = (value, path) => {
    if (Array.isArray(value)) {
      for (const item of value) {
        walk(item, path);
        if (typeof item === "string") add(`${path}.${item}`, true);
      }
    } else if (value !== null && typeof value === "object") {
      for (const [name, item] of Object.entries(value)) {
        if (path || !NEVER_SEARCHED.has(name)) walk(item, path ? `${path}.${name}` : name);
      }
    } else if (path) add(path, value);
  };
  walk(entity, "");
  for (const { type, targetRef } of entity.relations ?? []) add(`relations.${type}`, targetRef);
  if (!rows.get("metadata.namespace")?.size) rows.set("metadata.namespace", new Set(["default"]));
  return rows;
}

/** Whether an entity fits: all of the parts of one filter, of several filters any. */
export function entityFilter(texts) {
  const wanted = texts.map(parseFilter).filter((asked) => !asked || asked.size);
  return (entity) => {
    const rows = searchRows(entity);
    return !wanted.length || wanted.some((asked) => asked && fits(asked, rows));
  };
}

function fits(asked, rows) {
  return [...asked].every(([key, values]) => {
    const found = rows.get(key.toLowerCase());
    return values === null ? found !== undefined : [...(found ?? [])].some((one) => values.has(one));
  });
}

/** A value that is too long to be searched stands as null: it exists, and equals nothing. */
function searchable(value) {
  if (value === null || value === undefined) return null;
  const text = String(value).toLowerCase();
  return text.length <= MAX_LENGTH ? text : null;
}
