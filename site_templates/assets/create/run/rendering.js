/* Renders the names and texts of a skeleton, as `catalogsite.scaffold.actions.rendering` does. */

import { globs } from "./globs.js";
import { TemplateError } from "./paths.js";

const { prepare, renderText } = globalThis.Nunjitsu;
const TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Rendering {
  constructor(given, hosts) {
    const cookiecutterCompat = Boolean(given.cookiecutterCompat);
    this.options = { cookiecutterCompat, trimBlocks: Boolean(given.trimBlocks), lstripBlocks: Boolean(given.lstripBlocks), hosts };
    this.context = prepare({ [cookiecutterCompat ? "cookiecutter" : "values"]: given.values ?? {} });
    this.isVerbatim = globs(given.copyWithoutTemplating ?? []);
    this.suffix = suffixOf(given);
    this.replace = Boolean(given.replace);
  }

  /** Render each entry below the folder `target`; a name with an empty part is left out. */
  tree(workspace, found, target) {
    for (const entry of found) {
      const [name, plain] = this.#name(entry);
      if (!name.split("/").includes("")) this.#put(workspace, entry, `${target}/${name}`, plain);
    }
  }

  file(workspace, entry, target) {
    this.#put(workspace, entry, target, false);
  }

  #name(entry) {
    if (this.suffix === null) return [this.#text(entry.name, entry.name), this.isVerbatim(entry.name)];
    const plain = suffixIn(entry.name) !== this.suffix;
    const name = plain ? entry.name : entry.name.slice(0, -this.suffix.length);
    return [this.#text(name, entry.name), plain];
  }

  #put(workspace, entry, name, plain) {
    if (!this.replace && workspace.file(name)) return;
    workspace.write(name, plain ? entry.content : this.#content(entry), entry.mode, this.replace);
  }

  #content({ content, name }) {
    let text;
    try {
      text = TEXT.decode(content);
    } catch {
      return content;
    }
    return text.includes("\0") ? content : new TextEncoder().encode(this.#text(text, name));
  }

  #text(text, name) {
    try {
      return renderText(text, this.context, this.options);
    } catch (fault) {
      throw new TemplateError(`${name}${fault.line ? `:${fault.line}` : ""}: ${fault.message}`);
    }
  }
}

function suffixOf(given) {
  const stated = given.templateFileExtension;
  if (!stated) return null;
  if (given.copyWithoutTemplating?.length || given.cookiecutterCompat) {
    throw new TemplateError("templateFileExtension excludes copyWithoutTemplating and cookiecutterCompat");
  }
  return stated === true ? ".njk" : `.${String(stated).replace(/^\.+/, "")}`;
}

/** Python's `PurePosixPath(name).suffix`. */
function suffixIn(path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const at = name.lastIndexOf(".");
  return 0 < at && at < name.length - 1 ? name.slice(at) : "";
}
