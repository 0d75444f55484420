/* What narrows the page of changes: since a day, by team, kind, change and entity. Older days come from
   the pages of their months when something is asked for. The view stands in the address. */

import { pageAddress } from "./address.js";

const PAUSE = 120;
const KEYS = ["owner", "kind", "change"];
const DAY = 86_400_000;
const MONTHS = 13;

export function startChanges(place, words) {
  const toolbar = place.querySelector("[data-cs-narrow-toolbar]");
  if (!toolbar || toolbar.dataset.csStarted) return;
  toolbar.dataset.csStarted = "";
  new Changes(place, toolbar, words).start();
}

class Changes {
  constructor(place, toolbar, words) {
    Object.assign(this, { place, toolbar, words });
    this.days = place.querySelector("[data-cs-days]");
    this.text = toolbar.querySelector('input[type="search"]');
    this.since = toolbar.querySelector('[data-cs-by="since"]');
    this.day = toolbar.querySelector('input[type="date"]');
    this.choices = KEYS.map((key) => toolbar.querySelector(`[data-cs-by="${key}"]`)).filter(Boolean);
    this.clear = toolbar.querySelector("[data-cs-clear]");
    this.count = place.querySelector("[data-cs-count]");
    this.counted = this.count.innerHTML;
    this.opened = [...this.days.children].filter((day) => day.open);
    this.loaded = new Set();
    this.run = 0;
  }

  start() {
    this.recall();
    this.text.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.changed(), PAUSE);
    });
    for (const choice of [...this.choices, this.since, this.day]) choice.addEventListener("change", () => this.changed());
    this.clear.addEventListener("click", () => {
      for (const field of [this.text, this.since, this.day, ...this.choices]) field.value = "";
      this.entity = "";
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
    this.entity = query.get("entity") ?? "";
    const since = query.get("since") ?? "";
    const isDay = /^\d{4}-\d\d-\d\d$/.test(since);
    this.since.value = isDay ? "day" : since;
    if (this.since.selectedIndex < 0) this.since.value = "";
    this.day.value = isDay ? since : "";
    for (const choice of this.choices) {
      const wanted = query.get(choice.dataset.csBy) ?? "";
      if (wanted && ![...choice.options].some(({ value }) => value === wanted)) choice.add(new Option(wanted, wanted));
      choice.value = wanted;
    }
  }

  asked() {
    const chosen = this.choices.filter(({ value }) => value).map(({ dataset, value }) => [dataset.csBy, value]);
    if (this.entity) chosen.push(["entity", this.entity]);
    const words = this.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const since = this.since.value === "day" ? this.day.value : this.since.value;
    return { words, chosen, since };
  }

  changed() {
    const { chosen, since } = this.asked();
    const query = new URLSearchParams();
    if (this.text.value.trim()) query.set("q", this.text.value.trim());
    if (since) query.set("since", since);
    for (const [key, value] of chosen) query.set(key, value);
    const text = query.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : ""));
    this.apply();
  }

  async apply() {
    const run = ++this.run;
    const { words, chosen, since } = this.asked();
    const narrows = words.length + chosen.length > 0 || since !== "";
    const first = since ? firstDay(since, this.place.dataset.csNewest) : "";
    this.day.hidden = this.since.value !== "day";
    if (narrows) await this.load(first);
    if (run !== this.run) return;
    const shown = { rows: 0, refs: new Set() };
    for (const day of this.days.children) this.applyDay(day, { narrows, words, chosen, first }, shown);
    this.clear.hidden = !narrows;
    this.nothing.textContent = narrows && !shown.rows ? "Nothing like that changed. Clear a filter, or choose an earlier day." : "";
    if (!narrows) {
      if (this.count.innerHTML !== this.counted) this.count.innerHTML = this.counted;
      return;
    }
    const made = document.createElement("span");
    const when = first ? ` since ${first}` : "";
    const whom = this.entity ? ` of ${this.entity}` : "";
    made.textContent = `${shown.rows.toLocaleString("en")} ${shown.rows === 1 ? "change" : "changes"}${whom}${when}`;
    this.count.replaceChildren(made);
  }

  applyDay(day, { narrows, words, chosen, first }, shown) {
    let found = 0;
    const inside = day.dataset.csDay >= first;
    for (const group of day.querySelectorAll("[data-cs-group]")) {
      let left = 0;
      for (const row of group.querySelectorAll("[data-cs-item]")) {
        const fits = inside && (!narrows || fitsRow(row, words, chosen));
        row.classList.toggle("cs-hidden", !fits);
        if (fits) left += Number(row.dataset.csNumber);
      }
      group.classList.toggle("cs-hidden", !left);
      found += left;
    }
    shown.rows += found;
    day.classList.toggle("cs-hidden", !found || (!narrows && "csLoaded" in day.dataset));
    day.open = narrows ? found > 0 : this.opened.includes(day);
  }

  /** The days of the pages of months, back to `first`, or of a year where that is empty. */
  async load(first) {
    if (first && first >= this.place.dataset.csOldest) return;
    const months = this.place.dataset.csMonths.split(" ").filter(Boolean).slice(0, MONTHS);
    const wanted = months.filter((month) => !this.loaded.has(month) && month >= first.slice(0, 7));
    for (const month of wanted) this.loaded.add(month);
    const base = this.place.dataset.csBase;
    const found = wanted.map((month) => daysOf(`${base}changes/${month}/`));
    const before = this.loading;
    this.loading = (async () => {
      await before;
      this.add((await Promise.all(found)).flat());
    })();
    await this.loading;
  }

  add(days) {
    // What stands on the page already may be the first part of its day.
    const whole = new Map();
    for (const day of days) {
      const known = whole.get(day.dataset.csDay);
      if (known) known.append(...day.querySelectorAll("[data-cs-group]"));
      else whole.set(day.dataset.csDay, day);
    }
    for (const [id, day] of whole) {
      const shown = [...this.days.children].find((one) => one.dataset.csDay === id);
      if (shown && !("csPartial" in shown.dataset)) continue;
      if (!shown) day.dataset.csLoaded = "";
      if (!shown) this.days.append(day);
      else {
        this.opened = this.opened.map((one) => (one === shown ? day : one));
        shown.replaceWith(day);
      }
    }
    this.words(this.days);
  }
}

function firstDay(since, newest) {
  const ago = /^(\d+)d$/.exec(since);
  if (!ago) return since;
  return new Date(Date.parse(newest) - (Number(ago[1]) - 1) * DAY).toISOString().slice(0, 10);
}

function fitsRow(row, words, chosen) {
  for (const [key, value] of chosen) {
    const has = row.dataset[`cs${key[0].toUpperCase()}${key.slice(1)}`] ?? "";
    if (!has.split("|").includes(value)) return false;
  }
  if (!words.length) return true;
  row.csText ??= row.textContent.toLowerCase();
  return words.every((word) => row.csText.includes(word));
}

/** The days of all pages of a month, with links that lead from here where they led from there. */
async function daysOf(path) {
  const first = await pageOf(path);
  const others = Array.from({ length: first.pages - 1 }, (_, at) => pageOf(`${path}${at + 2}/`));
  return [first, ...(await Promise.all(others))].flatMap(({ days }) => days);
}

async function pageOf(path) {
  const address = new URL(pageAddress(path), location.href);
  const answer = await fetch(address);
  if (!answer.ok) return { days: [], pages: 1 };
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = page.querySelector("[data-cs-days]");
  for (const link of list.querySelectorAll("a[href]")) {
    link.href = new URL(link.getAttribute("href"), address).href;
  }
  return { days: [...list.children].map((day) => document.adoptNode(day)), pages: Number(list.dataset.csPages) };
}
