/* The actions that a preview runs, as the built-in ones of `catalogsite.scaffold.actions` do. */

import { byCodePoint, folderOf, joined, normalised, TemplateError } from "./paths.js";
import { Rendering } from "./rendering.js";
import { dump } from "./yaml.js";

const DESCRIPTOR = "catalog-info.yaml";
const SOURCE_TEMPLATE = "backstage.io/source-template";
const bytes = (text) => new TextEncoder().encode(text);

/** Each takes the run (`workspace`, `data`, `notes`, `entity`) and the input, and gives the outputs. */
export const ACTIONS = {
  "fetch:plain": (run, given) => copy(run, folderEntries(run, given.url), given.targetPath || "."),
  "fetch:plain:file"(run, given) {
    const entry = fileEntry(run, given.url);
    run.workspace.write(given.targetPath, entry.content, entry.mode, true);
  },
  "fetch:template"(run, given) {
    if (given.copyWithoutRender) run.notes.push("copyWithoutRender is not used any more: write copyWithoutTemplating");
    new Rendering(given, run.data.hosts).tree(run.workspace, folderEntries(run, given.url), given.targetPath || ".");
  },
  "fetch:template:file": (run, given) => new Rendering(given, run.data.hosts).file(run.workspace, fileEntry(run, given.url), given.targetPath),
  "workspace:template"(run, given) {
    const [source, target] = [normalised(given.sourcePath), normalised(given.targetPath)];
    if (!run.workspace.isFolder(source)) throw new TemplateError(`there is no folder '${given.sourcePath}' in the new project`);
    if (source === "." || target === source || target.startsWith(`${source}/`)) {
      throw new TemplateError("targetPath must not be within sourcePath");
    }
    new Rendering(given, run.data.hosts).tree(run.workspace, run.workspace.entries(source), given.targetPath);
  },
  "workspace:template:file"(run, given) {
    const entry = run.workspace.file(given.sourcePath);
    if (!entry) throw new TemplateError(`there is no file '${given.sourcePath}' in the new project`);
    new Rendering(given, run.data.hosts).file(run.workspace, { name: given.sourcePath, ...entry }, given.targetPath);
  },
  "fs:delete"(run, given) {
    for (const pattern of given.files) run.workspace.delete(pattern);
  },
  "fs:rename"(run, given) {
    for (const { from, to, overwrite } of given.files) run.workspace.rename(from, to, Boolean(overwrite));
  },
  "fs:readdir": readFolders,
  "fs:read"(run, given) {
    const file = run.workspace.file(given.path);
    if (!file) throw new TemplateError(`there is no file '${given.path}' in the new project`);
    return { content: new TextDecoder("utf-8", { ignoreBOM: true }).decode(file.content) };
  },
  "catalog:fetch": fetchEntities,
  "catalog:write"(run, given) {
    const metadata = given.entity.metadata || {};
    const annotations = { ...(metadata.annotations || {}), [SOURCE_TEMPLATE]: run.data.ref };
    const entity = { ...given.entity, metadata: { ...metadata, annotations } };
    run.workspace.write(given.filePath || DESCRIPTOR, bytes(dump(entity)), 0o644, true);
    return { entity };
  },
  "debug:log"(run, given) {
    if (given.message) run.notes.push(given.message);
  },
  "debug:wait": () => ({}),
};

function copy({ workspace }, found, target) {
  for (const entry of found) workspace.write(`${target}/${entry.name}`, entry.content, entry.mode, true);
}

/** The path of what a step fetches, from the top of the template's repository. */
function sourceOf({ data }, address) {
  if (!address || address.includes("\0")) throw new TemplateError(`there is no file or folder '${address}'`);
  if (address.includes("://")) throw new TemplateError(`${address} is in another repository, which this page does not have`);
  const path = normalised(joined(folderOf(data.file), address));
  if (path === ".." || path.startsWith("../") || path.startsWith("/")) throw new TemplateError(`'${address}' leads out of the repository`);
  return path;
}

function folderEntries(run, address) {
  const path = sourceOf(run, address);
  if (path in run.data.files) throw new TemplateError(`'${address}' is a file`);
  const prefix = path === "." ? "" : `${path}/`;
  const names = Object.keys(run.data.files).filter((name) => name.startsWith(prefix)).sort(byCodePoint);
  if (!names.length) throw new TemplateError(`there is no file or folder '${address}'`);
  return names.map((name) => ({ name: name.slice(prefix.length), ...fileOf(run.data.files[name]) }));
}

function fileEntry(run, address) {
  const path = sourceOf(run, address);
  const file = Object.hasOwn(run.data.files, path) ? run.data.files[path] : undefined;
  if (file === undefined) throw new TemplateError(`'${address}' is no file`);
  return { name: path.slice(path.lastIndexOf("/") + 1), ...fileOf(file) };
}

/** A file as the page has it: a text, or `{text}` or `{base64}` with its mode. */
function fileOf(file) {
  const { text, base64, executable } = typeof file === "string" ? { text: file } : file;
  const content = base64 === undefined ? bytes(text) : Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return { content, mode: executable ? 0o755 : 0o644 };
}

function readFolders({ workspace }, { paths, recursive }) {
  const found = { files: [], folders: [] };
  const read = (folder) => {
    for (const [path, isFolder] of workspace.children(folder)) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      found[isFolder ? "folders" : "files"].push({ name, path, fullPath: path });
      if (isFolder && recursive) read(path);
    }
  };
  for (const name of paths) {
    if (!workspace.isFolder(name)) throw new TemplateError(`there is no folder '${name}' in the new project`);
    read(name);
  }
  return found;
}

async function fetchEntities(run, given) {
  const { entityRef, entityRefs, optional } = given;
  if (!entityRef && entityRefs === undefined) {
    if (optional) return {};
    throw new TemplateError("names no entity");
  }
  const one = (ref) => run.entity(ref, given);
  const found = {};
  if (entityRef) found.entity = await one(entityRef);
  if (entityRefs !== undefined) found.entities = await Promise.all(entityRefs.map(one));
  return found;
}
