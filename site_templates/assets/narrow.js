/* Words, team, system and state that narrow a table whose first rows are on the page; the others are
   fetched from its further pages when something is asked for. The view stands in the address. */

import { pageAddress } from "./address.js";

const PAUSE = 120;
const SHOWN = 400;

export function startNarrow(place, words) {
  const toolbar = place.querySelector("[data-cs-narrow-toolbar]");
  if (!toolbar || toolbar.dataset.csStarted) return;
  toolbar.dataset.csStarted = "";
  new Narrowed(place, toolbar, words).start();
}

class Narrowed {
  constructor(place, toolbar, words) {
    this.place = place;
    this.words = words;
    this.body = place.querySelector("[data-cs-narrow-rows]");
    this.rows = [...this.body.children];
    this.total = this.rows.length;
    this.pages = Number(place.dataset.csPages);
    this.text = toolbar.querySelector("input");
    this.choices = [...toolbar.querySelectorAll("select")];
    this.clear = toolbar.querySelector("[data-cs-clear]");
    this.count = place.querySelector("[data-cs-count]");
    this.counted = this.count.innerHTML;
    this.thing = toolbar.dataset.csThing;
    this.toolbar = toolbar;
    this.run = 0;
  }

  start() {
    this.recall();
    this.text.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.changed(), PAUSE);
    });
    for (const choice of this.choices) choice.addEventListener("change", () => this.changed());
    this.clear.addEventListener("click", () => {
      this.text.value = "";
      for (const choice of this.choices) choice.value = "";
      this.changed();
      this.text.focus();
    });
    this.nothing = document.createElement("p");
    this.nothing.className = "cs-calm";
    this.nothing.setAttribute("role", "status");
    this.toolbar.after(this.nothing);
    this.apply();
  }

  recall() {
    const query = new URLSearchParams(location.search);
    this.text.value = query.get("q") ?? "";
    for (const choice of this.choices) {
      const wanted = query.get(choice.dataset.csBy) ?? "";
      // What no row has any more still narrows: nothing is shown, and the field says why.
      if (wanted && ![...choice.options].some(({ value }) => value === wanted)) choice.add(new Option(wanted, wanted));
      choice.value = wanted;
    }
  }

  asked() {
    const words = this.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = this.choices.filter(({ value }) => value).map(({ dataset, value }) => [dataset.csBy, value]);
    return { words, chosen };
  }

  changed() {
    const query = new URLSearchParams();
    if (this.text.value.trim()) query.set("q", this.text.value.trim());
    for (const [key, value] of this.asked().chosen) query.set(key, value);
    const text = query.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : ""));
    this.apply();
  }

  async apply() {
    const run = ++this.run;
    const { words, chosen } = this.asked();
    const narrows = words.length + chosen.length > 0;
    if (narrows) await this.load();
    if (run !== this.run) return;
    const found = narrows ? this.rows.filter((row) => fits(row, words, chosen)) : this.rows.slice(0, this.total);
    const shown = new Set(found.slice(0, SHOWN));
    for (const row of this.rows) row.classList.toggle("cs-hidden", !shown.has(row));
    this.clear.hidden = !narrows;
    this.nothing.textContent = found.length ? "" : "Nothing matches. Clear a filter, or try fewer words.";
    this.place.querySelector(".cs-pager")?.classList.toggle("cs-hidden", narrows);
    // What is written anew loses the focus.
    if (!narrows && this.count.innerHTML !== this.counted) this.count.innerHTML = this.counted;
    if (!narrows) return;
    this.count.replaceChildren(label(found.length, this.rows.length, this.thing));
  }

  /** The rows of the further pages, with links that lead from here where they led from there. */
  load() {
    this.loading ??= Promise.all(
      Array.from({ length: Math.max(0, this.pages - 1) }, (_, at) => rowsOf(new URL(pageAddress(`${at + 2}/`), pageFolder()))),
    ).then((pages) => {
      const others = pages.flat();
      this.body.append(...others);
      this.rows.push(...others);
      this.words(this.body);
    });
    return this.loading;
  }
}

function fits(row, words, chosen) {
  for (const [key, value] of chosen) {
    const has = row.dataset[`cs${key[0].toUpperCase()}${key.slice(1)}`] ?? "";
    if (!has.split("|").includes(value)) return false;
  }
  if (!words.length) return true;
  row.csText ??= row.textContent.toLowerCase();
  return words.every((word) => row.csText.includes(word));
}

function label(found, all, thing) {
  const made = document.createElement("span");
  const more = found > SHOWN ? `, the first ${SHOWN} are shown` : "";
  made.textContent = `${found.toLocaleString("en")} of ${all.toLocaleString("en")} ${thing}s${more}`;
  return made;
}

function pageFolder() {
  return new URL(location.pathname.replace(/[^/]*$/, ""), location.href);
}

async function rowsOf(address) {
  const answer = await fetch(address);
  if (!answer.ok) return [];
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = [...page.querySelectorAll("[data-cs-narrow-rows] > tr")];
  for (const link of rows.flatMap((row) => [...row.querySelectorAll("a[href]")])) {
    link.href = new URL(link.getAttribute("href"), address).href;
  }
  return rows.map((row) => document.adoptNode(row));
}
