/* Paths inside the new project, as `catalogsite.paths` reads them. */

export class TemplateError extends Error {}

const MAX_PATH_BYTES = 1000;
const MAX_PART_BYTES = 240;
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Python's `posixpath.normpath`. */
export function normalised(path) {
  if (!path) return ".";
  const slashes = path.startsWith("/") ? (path.startsWith("//") && !path.startsWith("///") ? "//" : "/") : "";
  const parts = [];
  for (const part of path.split("/")) {
    if (!part || part === ".") continue;
    if (part !== ".." || (!slashes && !parts.length) || parts.at(-1) === "..") parts.push(part);
    else parts.pop();
  }
  return slashes + parts.join("/") || ".";
}

export function joined(folder, path) {
  return path.startsWith("/") || !folder ? path : `${folder}/${path}`;
}

export function folderOf(path) {
  const at = path.lastIndexOf("/");
  return at < 0 ? "" : path.slice(0, at);
}

/** The path from the top of the project, `.` for the top. Throws where it leads outside or is not safe. */
export function inside(name) {
  const plain = normalised(name);
  if (plain === ".") return plain;
  if (plain.startsWith("/") || plain.startsWith("../") || plain === "..") {
    throw new TemplateError(`the path '${name}' leads out of the project`);
  }
  const reason = refusal(plain);
  if (reason) throw new TemplateError(`the path \`${plain}\` ${reason}`);
  return plain;
}

/** Why a text is no path inside a folder; empty if it is one. */
export function refusal(text) {
  const reason = literal(text);
  if (reason || !text.includes("%")) return reason;
  const decoded = literal(unquoted(text));
  return decoded && `${decoded} when it is decoded as an address`;
}

function unquoted(text) {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split("%"), (code) => Number.parseInt(code, 16));
    return new TextDecoder().decode(bytes);
  });
}

function literal(text) {
  if (!text) return "is empty";
  if (/^[/\\]|^[A-Za-z]:/.test(text)) return "is absolute";
  if (/[\x00-\x1f\x7f-\x9f]/.test(text)) return "has a control character";
  if (text.includes("\\")) return "has a backslash";
  const parts = text.split("/");
  if (!parts.every((part) => /[^. ]/.test(part))) return "has an empty part, `.` or `..`";
  if (parts.some(isGitName)) return "has a part that names the folder of git";
  if (!text.isWellFormed()) return "is not UTF-8";
  const bytes = (one) => new TextEncoder().encode(one).length;
  if (parts.some((part) => bytes(part) > MAX_PART_BYTES)) return `has a part of more than ${MAX_PART_BYTES} bytes`;
  return bytes(text) > MAX_PATH_BYTES ? `has more than ${MAX_PATH_BYTES} bytes` : "";
}

function isGitName(part) {
  const plain = part.replace(IGNORED_BY_HFS, "").split(":")[0].replace(/[. ]+$/, "").toLowerCase();
  return plain === ".git" || plain === "git~1";
}

/** The order of Python's `sorted`, by code points. */
export function byCodePoint(one, other) {
  const [a, b] = [[...one], [...other]];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
  }
  return a.length - b.length;
}
