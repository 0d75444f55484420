/* The page that says "there is no such page" names the nearest ones, by the address that was asked for. */

import { pageAddress } from "./address.js";
import { nearest, askedFor } from "./nearest.js";
import { loadEntities } from "./search-entities.js";

const ROOT = new URL("../../", import.meta.url);

export async function startLost(place) {
  const asked = askedFor(location.pathname.slice(ROOT.pathname.length));
  const search = place.querySelector("button[data-cs-search]");
  if (search && asked.words) search.dataset.csSearch = asked.words;
  const [above, catalog] = await Promise.all([firstThatIs(asked.above), loadEntities().catch(() => null)]);
  const found = catalog ? nearest(catalog.rows, asked) : [];
  const items = [
    ...(above ? [item(above, "", "above this page")] : []),
    ...found.map((entity) => item(entity.path, entity.title, [entity.kind, entity.ownerTitle].filter(Boolean).join(" · "))),
  ];
  if (!items.length) return;
  const list = document.createElement("ul");
  list.className = "cs-list cs-list--lines cs-lost__near";
  list.append(...items);
  const heading = document.createElement("h2");
  heading.textContent = "Did you look for one of these?";
  place.querySelector("[data-cs-nearest]").replaceChildren(heading, list);
}

/** The first address that the site has. */
async function firstThatIs(addresses) {
  for (const address of addresses) {
    const answer = await fetch(new URL(pageAddress(address), ROOT), { method: "HEAD" }).catch(() => null);
    if (answer?.ok) return address;
  }
  return "";
}

function item(path, title, words) {
  const made = document.createElement("li");
  const main = document.createElement("span");
  const link = document.createElement("a");
  main.className = "cs-list__main";
  link.className = "cs-link";
  link.href = new URL(pageAddress(path), ROOT).href;
  link.textContent = title || `/${decodeURI(path)}`;
  main.append(link);
  const small = document.createElement("small");
  small.textContent = words;
  made.append(main, small);
  return made;
}
