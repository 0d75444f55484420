/* Addresses of pages as this site writes them: of folders, or of the files in them. */

const INDEX = document.querySelector('meta[name="cs-index"]')?.content ?? "";

/** The address of a page or file; that of a folder gets `index.html` where the site needs it. */
export function pageAddress(address) {
  const [, path, rest] = address.match(/^([^?#]*)(.*)$/s);
  return INDEX && (path === "" ? !rest : path.endsWith("/")) ? path + INDEX + rest : address;
}
