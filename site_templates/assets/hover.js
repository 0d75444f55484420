/* A small card over a link to an entity: kind, owner, lifecycle, health, one line. */

const ROOT = new URL("../../", import.meta.url).href;
const ENTITY = /^catalog\/(?!index\/)[^/]+\/[^/]+\/[^/]+\/(index\.html)?$/;
const ID = "cs-hover";
const DELAY = 350;
/* Long enough to move the pointer from the link into the card. */
const GRACE = 250;

const known = new Map();
let card;
let over; // the link that has the card, or had it until Escape
let next; // the link that will have it
let opening;
let closing;
let run = 0;

/** Listens once for the whole document, so that rows which are drawn later are heard too. */
export function startHover() {
  if (!matchMedia("(hover: hover)").matches) return;
  document.addEventListener("pointerover", (event) => enter(event.target));
  document.addEventListener("focusin", (event) => enter(event.target));
  document.addEventListener("focusout", (event) => event.target === over && enter(document.body));
  document.documentElement.addEventListener("pointerleave", () => enter(document.body));
  document.addEventListener("keydown", (event) => event.key === "Escape" && dismiss(), true);
  // A pointer that reached a link before this script was loaded makes no further event.
  const pointed = [...document.querySelectorAll("a[href]:hover")].pop();
  if (pointed) enter(pointed);
}

/** The card stays while the pointer is over it or over its link, or while its link has the focus. */
function enter(target) {
  if (card?.contains(target)) return settle();
  const link = target.closest?.("a[href]");
  if (link && link === over) return settle();
  if (link && link === next) return;
  settle();
  if (over && !isHeld()) closing = setTimeout(close, GRACE);
  if (!link || !leadsToEntity(link)) return;
  next = link;
  opening = setTimeout(() => open(link), DELAY);
}

function isHeld() {
  return document.activeElement === over || over.matches(":hover") || card?.matches(":hover");
}

function settle() {
  clearTimeout(opening);
  clearTimeout(closing);
  next = undefined;
}

function open(link) {
  close();
  over = link;
  show(link);
}

function close() {
  settle();
  remove();
  over = undefined;
}

/** Hides the card until the pointer and the focus have been elsewhere. */
function dismiss() {
  settle();
  remove();
}

function remove() {
  run += 1;
  card?.remove();
  over?.removeAttribute("aria-describedby");
}

/** The address that a link leads to, in a drawing as well, where `href` is an object. */
function addressOf(link) {
  return typeof link.href === "string" ? link.href : new URL(link.getAttribute("href"), location.href).href;
}

function leadsToEntity(link) {
  const whole = addressOf(link);
  const [address] = whole.split(/[?#]/);
  const here = location.href.split(/[?#]/)[0];
  // What a dialog shows lies above any card.
  if (link.closest("dialog")) return false;
  return whole === address && address !== here && address.startsWith(ROOT) && ENTITY.test(address.slice(ROOT.length));
}

async function show(link) {
  const mine = run;
  const parts = await load(addressOf(link));
  if (!parts || mine !== run) return;
  card = document.createElement("div");
  card.className = "cs-hover";
  card.id = ID;
  card.setAttribute("role", "tooltip");
  card.append(...parts.map((part) => part.cloneNode(true)));
  (document.querySelector("main") ?? document.body).append(card);
  link.setAttribute("aria-describedby", ID);
  const box = link.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - card.offsetWidth - 8);
  const below = box.bottom + card.offsetHeight + 8 < innerHeight;
  const top = below ? box.bottom + 4 : box.top - card.offsetHeight - 4;
  card.style.left = `${Math.max(8, left) + scrollX}px`;
  card.style.top = `${top + scrollY}px`;
}

/** What the head of the entity's own page says: the card can never disagree with it. */
function load(href) {
  if (!known.has(href)) {
    const read = fetch(href)
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((html) => summary(new DOMParser().parseFromString(html, "text/html")))
      .catch(() => null);
    known.set(href, read);
  }
  return known.get(href);
}

function summary(page) {
  const entity = page.querySelector(".cs-entity");
  if (!entity) return null;
  const text = (selector) => entity.querySelector(selector)?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const facts = [...entity.querySelectorAll(".cs-meta > span")].map((fact) => fact.textContent.replace(/\s+/g, " ").trim());
  const health = [...entity.querySelectorAll(".cs-card")].map((card) => {
    const status = card.querySelector(".cs-status--big").cloneNode(true);
    status.className = status.className.replace("cs-status--big", "");
    status.textContent = `${card.querySelector("h2").textContent}: ${status.textContent.trim()}`;
    return status;
  });
  const parts = [
    line("span", text(".cs-eyebrow")),
    line("strong", text("h1")),
    line("div", facts.join(" · ")),
    line("div", cut(text(".cs-lead"))),
  ].filter((part) => part.textContent);
  if (health.length) {
    const row = line("div", "");
    row.className = "cs-hover__health";
    row.append(...health);
    parts.push(row);
  }
  return parts;
}

function line(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function cut(text) {
  return text.length > 140 ? `${text.slice(0, 140).replace(/\s+\S*$/, "")}…` : text;
}
