/* A small card over a link to an entity: kind, owner, lifecycle, health, one line. */

const ROOT = new URL("../../", import.meta.url).href;
const ENTITY = /^catalog\/(?!index\/)[^/]+\/[^/]+\/[^/]+\/(index\.html)?$/;
const DELAY = 350;

const known = new Map();
let card;
let over;
let timer;

/** Listens once for the whole document, so that rows which are drawn later are heard too. */
export function startHover() {
  if (!matchMedia("(hover: hover)").matches) return;
  document.addEventListener("pointerover", (event) => enter(event.target));
  document.addEventListener("focusin", (event) => enter(event.target));
  document.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  addEventListener("scroll", leave, { passive: true });
}

function enter(target) {
  const link = target.closest?.("a[href]");
  if (link === over) return;
  leave();
  if (!link || !leadsToEntity(link)) return;
  over = link;
  timer = setTimeout(() => show(link), DELAY);
}

function leave() {
  clearTimeout(timer);
  over = undefined;
  card?.remove();
}

function leadsToEntity(link) {
  const [address] = link.href.split(/[?#]/);
  const here = location.href.split(/[?#]/)[0];
  return link.href === address && address !== here && address.startsWith(ROOT) && ENTITY.test(address.slice(ROOT.length));
}

async function show(link) {
  const said = await load(link.href);
  if (!said || over !== link) return;
  card?.remove();
  card = document.createElement("div");
  card.className = "cs-hover";
  card.setAttribute("role", "tooltip");
  card.append(...said.map((part) => part.cloneNode(true)));
  document.body.append(card);
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
