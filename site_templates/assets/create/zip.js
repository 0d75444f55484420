/* The files of a run as a zip, whose bytes depend on the files alone. */

const { zipSync } = globalThis.Fflate;
const REGULAR = 0o100000;
const UNIX = 3;
/** The first moment that a zip can hold, which is local time there. */
const EPOCH = new Date(1980, 0, 1);

export function zipped(files) {
  const entries = files.map(({ name, content, mode }) => [name, [content, { mtime: EPOCH, os: UNIX, attrs: ((REGULAR | mode) << 16) >>> 0 }]]);
  return zipSync(Object.fromEntries(entries), { level: 6 });
}

export function download(name, files) {
  const address = URL.createObjectURL(new Blob([zipped(files)], { type: "application/zip" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
