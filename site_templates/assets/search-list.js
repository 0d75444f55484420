/* The rows of the search dialog, built from text alone: nothing crawled becomes markup. */

import { pageAddress } from "./address.js";
import { documentedBy } from "./search-entities.js";
import { namedAlerts } from "./search-find.js";
import { parse } from "./search-query.js";
import { isTitled } from "./search-ranking.js";

/** The groups of results, the best first: all words, then similar names, then some of the words. */
export function blocksOf(found, { query, catalog, limits, root }) {
  const entity = (one) => entityOption(one, query, root);
  const page = (one) => docsOption(one, documentedBy(catalog, one.path), root);
  const { entities, similar, some, docs, packages, apis } = found;
  const catalogBlock = entities.length && counted("Catalog", entities, limits.entities, "entities", entity);
  const docsBlock = docs?.pages.length && group("Documentation", docs.pages.map(page), docs.total - docs.pages.length, "docs");
  const names = apis?.total && group(apis.similar ? "Similar names in APIs" : "APIs", apis.names.map((one) => apiOption(one, query, root)), apis.total - apis.names.length, "apis");
  const exactly = apis?.names[0]?.exact && !isNamed(entities[0], query);
  const others = pagesFirst(entities, docs, query) ? [docsBlock, catalogBlock] : [catalogBlock, !exactly && !apis?.similar && names, docsBlock];
  const all = exactly ? [names, ...others] : others.includes(names) ? others : [...others, names];
  const partly = ({ has, ...one }) =>
    lacking(one.entity ? entity(one.entity) : page(one.page), parse(query), has);
  return [
    ...all,
    packages?.total && group("Packages", packages.packages.map((one) => packageOption(one, query, root)), packages.total - packages.packages.length, "packages"),
    similar.length && counted("Similar names", similar, limits.entities, "entities", entity),
    some.length && counted("Matches some of the words", some, limits.some, "some", partly),
  ].filter(Boolean);
}

/** A page with all words in its title stands above entities that only mention them. */
function pagesFirst(entities, docs, query) {
  const asked = parse(query);
  return Boolean(docs?.pages[0]?.titled) && !asked.literals.length && entities.length > 0 && !isNamed(entities[0], query);
}

/** Whether an entity has all words of a query in its own names. */
function isNamed(entity, query) {
  return Boolean(entity) && isTitled(`${entity.name} ${entity.title} ${entity.aliases} ${entity.alerts}`, parse(query));
}

function counted(title, found, limit, more, option) {
  const shown = found.slice(0, limit);
  return group(title, shown.map(option), found.length - shown.length, more);
}

/** The option with the terms that it does not have. */
function lacking(option, asked, has) {
  const missing = [...asked.words, ...asked.literals].filter((term) => !has.includes(term));
  if (missing.length) option.append(element("span", "cs-search__lacking", `without ${missing.join(", ")}`));
  return option;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function option(path, root) {
  const link = element("a", "cs-search__option");
  link.setAttribute("role", "option");
  link.tabIndex = -1;
  link.href = new URL(pageAddress(path), root).href;
  return link;
}

/** A titled group of options, with a last one that asks for the `rest`. */
export function group(title, options, rest, more) {
  const block = element("div", "cs-search__group");
  const heading = element("p", "cs-search__heading", title);
  heading.id = `cs-search-${title.toLowerCase().replace(/\W+/g, "-")}`;
  block.setAttribute("role", "group");
  block.setAttribute("aria-labelledby", heading.id);
  block.append(heading, ...options);
  if (rest > 0 && options.length < 30) block.append(moreOption(rest, more));
  return block;
}

function moreOption(rest, more) {
  const row = element("a", "cs-search__option cs-search__option--more", `Show more (${rest})`);
  row.setAttribute("role", "option");
  row.tabIndex = -1;
  row.href = "#";
  row.dataset.more = more;
  return row;
}

/** An entity: title, what it is and whose, and its first line. */
export function entityOption(entity, query, root) {
  const row = option(entity.path, root);
  const title = element("span", "cs-search__title");
  title.append(...marked(entity.title, query));
  row.append(title);
  if (entity.name !== entity.title) {
    const name = element("code", "cs-search__name");
    name.append(...marked(entity.name, query));
    row.append(name);
  }
  const facts = [entity.kind, entity.type, entity.ownerTitle].filter(Boolean).join(" · ");
  if (facts) row.append(element("span", "cs-search__facts", facts));
  const alerts = query ? namedAlerts(entity, query) : [];
  if (alerts.length) row.append(element("span", "cs-search__alert", `Alert: ${alerts.join(", ")}`));
  if (entity.description) row.append(element("span", "cs-search__text", entity.description));
  return row;
}

/** A third-party package: name, ecosystem, and how many use it. */
function packageOption(one, query, root) {
  const row = option(one.path, root);
  const title = element("span", "cs-search__title");
  title.append(...marked(one.name, query));
  const users = one.users === 1 ? "1 user" : `${one.users} users`;
  row.append(title, element("span", "cs-search__facts", `${one.ecosystem} package · ${users}`));
  return row;
}

/** A name in an API: what it is, where, in which API, and whose that is. */
function apiOption(one, query, root) {
  const row = option(one.path, root);
  const title = element("span", "cs-search__title");
  title.append(...marked(one.name, spelled(query)));
  row.append(element("span", "cs-search__kind", one.kind), title);
  if (one.alias) {
    const alias = element("code", "cs-search__name");
    alias.append(...marked(one.alias, spelled(query)));
    row.append(alias);
  }
  const more = one.more ? ` and ${one.more} more` : "";
  if (one.where) row.append(element("span", "cs-search__section", `in ${one.where}${more}`));
  row.append(element("span", "cs-search__facts", [one.title, one.owner].filter(Boolean).join(" · ")));
  return row;
}

/** What was typed as the words of paths: braces and the like mark nothing. */
const spelled = (query) => query.replace(/[^\p{L}\p{N}]+/gu, " ");

/** A page of documentation: title, section, the `entity` it is about, the words around the hit. */
export function docsOption(page, entity, root) {
  const row = option(page.path, root);
  row.append(element("span", "cs-search__title", page.title));
  if (page.section) row.append(element("span", "cs-search__section", page.section));
  const place = [entity?.title, entity?.ownerTitle].filter(Boolean).join(" · ");
  if (place) row.append(element("span", "cs-search__facts", place));
  const text = element("span", "cs-search__text");
  text.append(...excerpt(page.excerpt));
  row.append(text);
  return row;
}

/** `text` with the beginnings of words that `query` names marked. */
function marked(text, query) {
  const words = query.toLowerCase().split(/[\s\-_./:]+/u).filter(Boolean);
  if (!words.length) return [text];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${words.map(escape).join("|")})`, "giu");
  return text.split(pattern).map((piece, at) => (at % 2 ? element("mark", "", piece) : piece));
}

const escape = (word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Pagefind's excerpt is HTML with marks; only its text and the marks are taken over. */
function excerpt(html) {
  const parsed = new DOMParser().parseFromString(html ?? "", "text/html");
  return [...parsed.body.childNodes].map((node) =>
    node.nodeName === "MARK" ? element("mark", "", node.textContent) : node.textContent,
  );
}
