// The inputs of steps: each text of a value is evaluated by itself.
import { status, valueOf } from "./renderers.js";

/**
 * A value with its texts evaluated. One that is only `${{ }}` keeps its type. A key whose text has
 * no value is dropped. A text that fails stays as it is written, and its fault is told in `errors`
 * with the path to it. `asksStatus` says whether `always()` or `failure()` was called.
 */
export function evaluate(value, context, options = {}) {
  const errors = [];
  status.failed = Boolean(options.failed);
  status.asked = false;
  const found = revived(JSON.parse(JSON.stringify(value)), [], (text, path) => {
    try {
      return valueOf(text, context, options);
    } catch (fault) {
      errors.push({ path, text, message: fault.message, line: fault.line, column: fault.column });
      return text;
    }
  });
  return { value: found, isUndefined: found === undefined, errors, asksStatus: status.asked };
}

/** Whether a step's `if` lets it run: an empty list does not, an empty object does. */
export function isTruthy(value) {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function revived(value, path, ofText) {
  if (typeof value === "string") {
    return ofText(value, path);
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  for (const key of Object.keys(value)) {
    const found = revived(value[key], [...path, Array.isArray(value) ? Number(key) : key], ofText);
    if (found === undefined) {
      delete value[key];
    } else {
      // `__proto__` is a key like any other here.
      Object.defineProperty(value, key, { value: found, configurable: true, enumerable: true, writable: true });
    }
  }
  return value;
}
