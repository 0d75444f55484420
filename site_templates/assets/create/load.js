/* The libraries and the data that the page of a template loads. */

const VENDOR = new URL("../vendor/", import.meta.url);
const loading = new Map();

/** Load a library of `vendor/` once; it sets a global. */
export function library(name) {
  if (!loading.has(name)) loading.set(name, loaded(new URL(`${name}/${name}.js`, VENDOR)));
  return loading.get(name);
}

function loaded(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address.href;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`${address.pathname} cannot be loaded`)));
    document.head.append(script);
  });
}

/** A file of JSON of the site, loaded once. */
export function json(address) {
  const key = new URL(address, location.href).href;
  if (!loading.has(key)) loading.set(key, fetched(key));
  return loading.get(key);
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${new URL(address).pathname}: ${answer.status}`);
  return answer.json();
}
