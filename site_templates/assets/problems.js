/* A filter over all problems where a page shows only a part of them: the JSON has every one. */

import { pageAddress } from "./address.js";

const SHOWN = 200;
const loading = new Map();
let run = 0;

/** Show what has all `words` and one of the `levels` in place of the page's own part. */
export async function showFound(place, words, levels) {
  const mine = ++run;
  const asked = words.length + levels.size > 0;
  const problems = asked ? await load(place.dataset.csAll) : [];
  if (mine !== run) return;
  place.classList.toggle("cs-problems--found", asked);
  const found = problems.filter(
    ({ level, text }) => (!levels.size || levels.has(level)) && words.every((word) => text.includes(word)),
  );
  const [status, list] = places(place);
  const count = (number) => number.toLocaleString("en");
  const first = found.length > SHOWN ? `, the first ${SHOWN} are shown` : "";
  status.textContent = asked ? `${count(found.length)} of ${count(problems.length)} problems${first}` : "";
  list.replaceChildren(...found.slice(0, SHOWN).map((problem) => row(problem, place.dataset.csBase)));
}

function load(address) {
  if (!loading.has(address)) loading.set(address, read(address));
  return loading.get(address);
}

async function read(address) {
  const answer = await fetch(new URL(address, location.href));
  const problems = answer.ok ? await answer.json() : [];
  return problems.map((problem) => ({ ...problem, text: Object.values(problem).join(" ").toLowerCase() }));
}

function places(place) {
  const there = place.querySelector("[data-cs-found]");
  if (there) return there.children;
  const made = element("div", "", element("p", "cs-caption"), element("ul", "cs-list cs-list--problems"));
  made.dataset.csFound = "";
  made.firstChild.setAttribute("role", "status");
  place.querySelector("[data-cs-list-toolbar]").after(made);
  return made.children;
}

function row({ level, message, fix, file, line, repository, entityRef, rule }, base) {
  const main = element("span", "cs-list__main", element("span", "", ...coded(message)));
  if (fix) main.append(element("small", "", ...coded(fix)));
  const at = [repository, file && (line ? `${file}:${line}` : file)].filter(Boolean).join(" · ");
  const where = element("small", "cs-list__where", at);
  if (entityRef) where.append(at && " · ", entity(entityRef, base));
  where.append(` · ${rule}`);
  return element("li", "", element("span", `cs-level cs-level--${level}`, level), main, where);
}

function entity(ref, base) {
  const [kind, namespace, name] = ref.split(/[:/]/);
  const link = element("a", "cs-link", name);
  link.href = pageAddress(`${base}catalog/${[namespace, kind, name].map(encodeURIComponent).join("/")}/`);
  return link;
}

function coded(text) {
  return text.split(/`([^`]+)`/).map((piece, at) => (at % 2 ? element("code", "", piece) : piece));
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
