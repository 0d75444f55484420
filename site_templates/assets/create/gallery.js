/* The gallery of templates: words, type, tag and owner narrow it, and stand in the address. */

const NAMES = ["q", "type", "tag", "owner"];

export function startGallery(place) {
  const form = place.querySelector("[data-cs-gallery-filter]");
  const items = [...place.querySelectorAll("[data-cs-item]")];
  if (!form || items.length < 2 || "csStarted" in form.dataset) return;
  form.dataset.csStarted = "";
  const texts = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
  const apply = () => {
    const asked = Object.fromEntries(NAMES.map((name) => [name, form.elements[name]?.value.trim() ?? ""]));
    const words = asked.q.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) item.hidden = !fits(item, asked) || !words.every((word) => texts.get(item).includes(word));
    const left = items.filter((item) => !item.hidden).length;
    for (const group of place.querySelectorAll("[data-cs-gallery-group]")) {
      group.hidden = !group.querySelector("[data-cs-item]:not([hidden])");
    }
    form.querySelector("[data-cs-found]").textContent = left === items.length ? "" : `${left} of ${items.length}`;
    place.querySelector("[data-cs-none]").hidden = left > 0;
    history.replaceState(history.state, "", address(asked));
  };
  recall(form);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  place.querySelector("[data-cs-all]").addEventListener("click", () => {
    form.reset();
    apply();
    form.elements.q.focus();
  });
  apply();
}

function fits(item, { type, tag, owner }) {
  const { type: own, owner: by, tags } = item.dataset;
  return (!type || own === type) && (!owner || by === owner) && (!tag || JSON.parse(tags).includes(tag));
}

function recall(form) {
  const given = new URLSearchParams(location.search);
  for (const name of NAMES) {
    if (form.elements[name] && given.has(name)) form.elements[name].value = given.get(name);
  }
}

function address(asked) {
  const given = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(asked)) value ? given.set(name, value) : given.delete(name);
  const query = given.toString();
  return location.pathname + (query ? `?${query}` : "") + location.hash;
}
