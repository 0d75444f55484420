/* A small card over a link to an entity: kind, owner, lifecycle, one line. */

const known = new Map();
let card;

export function startHover(root) {
  if (!matchMedia("(hover: hover)").matches) return;
  let timer;
  const leave = () => {
    clearTimeout(timer);
    card?.remove();
  };
  for (const link of root.querySelectorAll("a[data-cs-ref]")) {
    const enter = () => {
      clearTimeout(timer);
      timer = setTimeout(() => show(link), 350);
    };
    link.addEventListener("pointerenter", enter);
    link.addEventListener("focus", enter);
    link.addEventListener("pointerleave", leave);
    link.addEventListener("blur", leave);
  }
}

async function show(link) {
  const entity = await load(link);
  if (!entity || !(link.matches(":hover") || link === document.activeElement)) return;
  const { metadata, spec = {}, kind } = entity;
  const facts = [kind, spec.type, spec.lifecycle, spec.owner && `owned by ${spec.owner}`];
  card?.remove();
  card = document.createElement("div");
  card.className = "cs-hover";
  card.setAttribute("role", "tooltip");
  const title = document.createElement("strong");
  title.textContent = metadata.title ?? spec.profile?.displayName ?? metadata.name;
  const line = document.createElement("div");
  line.textContent = facts.filter((fact) => typeof fact === "string").join(" · ");
  card.append(title, line);
  if (metadata.description) {
    const text = document.createElement("div");
    text.textContent = String(metadata.description).slice(0, 160);
    card.append(text);
  }
  document.body.append(card);
  const box = link.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - card.offsetWidth - 8);
  const below = box.bottom + card.offsetHeight + 8 < innerHeight;
  const top = below ? box.bottom + 4 : box.top - card.offsetHeight - 4;
  card.style.left = `${Math.max(8, left) + scrollX}px`;
  card.style.top = `${top + scrollY}px`;
}

/** The entity's own JSON; its address follows from that of its page. */
function load(link) {
  const ref = link.dataset.csRef;
  if (!known.has(ref)) {
    const url = link.href.replace(
      /catalog\/([^/]+)\/([^/]+)\/([^/]+)\/[^/]*$/,
      "api/catalog/entities/by-name/$2/$1/$3.json",
    );
    const read = fetch(url).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
    known.set(ref, read);
  }
  return known.get(ref);
}
