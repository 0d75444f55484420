/* The new project while it is made: files by path, in memory. */

import { globs } from "./globs.js";
import { byCodePoint, folderOf, inside, TemplateError } from "./paths.js";

const MOST_FILES = 10_000;
const MOST_BYTES = 100_000_000;
const READABLE = 0o644;

export class Workspace {
  #files = new Map();
  #folders = new Set(["."]);
  #count = 0;
  #size = 0;

  /** `{name, content, mode}` of every file below a folder, names relative to it, sorted. */
  entries(folder = ".") {
    const top = inside(folder);
    const prefix = top === "." ? "" : `${top}/`;
    const names = [...this.#files.keys()].filter((name) => name.startsWith(prefix)).sort(byCodePoint);
    return names.map((name) => ({ name: name.slice(prefix.length), ...this.#files.get(name) }));
  }

  /** The files as they are delivered. */
  result() {
    return this.entries().map((entry) => ({ ...entry, mode: entry.mode | READABLE }));
  }

  file(name) {
    return this.#files.get(inside(name));
  }

  isFolder(name) {
    return this.#folders.has(inside(name));
  }

  /** What lies directly in a folder: `[name, is it a folder]`, sorted. */
  children(name) {
    const top = inside(name);
    const isChild = (path) => path !== "." && (folderOf(path) || ".") === top;
    const folders = [...this.#folders].filter(isChild).map((path) => [path, true]);
    const files = [...this.#files.keys()].filter(isChild).map((path) => [path, false]);
    return [...folders, ...files].sort(([one], [other]) => byCodePoint(one, other));
  }

  write(name, content, mode, replace) {
    const path = inside(name);
    if (this.#folders.has(path)) throw new TemplateError(`the path \`${name}\` is a folder`);
    if (this.#files.has(path) && !replace) return;
    this.#makeFolder(folderOf(path), name);
    this.#count += 1;
    this.#size += content.length;
    if (this.#count > MOST_FILES) throw new TemplateError(`writes more than ${MOST_FILES} files`);
    if (this.#size > MOST_BYTES) throw new TemplateError(`writes more than ${MOST_BYTES / 1e6} MB`);
    this.#files.set(path, { content, mode: mode | 0o600 });
  }

  delete(pattern) {
    inside(pattern);
    const matches = globs([pattern]);
    for (const name of [...this.#files.keys()]) if (matches(name)) this.#files.delete(name);
    const needed = new Set(["."]);
    for (const name of this.#files.keys()) for (let at = folderOf(name); at; at = folderOf(at)) needed.add(at);
    this.#folders = needed;
  }

  rename(old, name, overwrite) {
    const [source, target] = [inside(old), inside(name)];
    if (!this.#exists(source)) throw new TemplateError(`there is no '${old}'`);
    if (source === target) return;
    if (source === "." || target === "." || target.startsWith(`${source}/`)) {
      throw new TemplateError(`'${old}' cannot be moved to '${name}', which is inside or above it`);
    }
    if (this.#exists(target)) {
      if (!overwrite) throw new TemplateError(`'${name}' is there already`);
      this.#remove(target);
    }
    this.#makeFolder(folderOf(target), name);
    this.#move(source, target);
  }

  #move(source, target) {
    const moved = (path) => (path === source ? target : path.startsWith(`${source}/`) ? target + path.slice(source.length) : path);
    this.#files = new Map([...this.#files].map(([path, file]) => [moved(path), file]));
    this.#folders = new Set([...this.#folders].map(moved));
  }

  #remove(target) {
    const lies = (path) => path === target || path.startsWith(`${target}/`);
    for (const path of [...this.#files.keys()]) if (lies(path)) this.#files.delete(path);
    for (const path of [...this.#folders]) if (lies(path)) this.#folders.delete(path);
  }

  #exists(path) {
    return this.#files.has(path) || this.#folders.has(path);
  }

  #makeFolder(folder, name) {
    for (let at = folder; at; at = folderOf(at)) {
      if (this.#files.has(at)) throw new TemplateError(`the path \`${name}\` lies below a file`);
      this.#folders.add(at);
    }
  }
}
