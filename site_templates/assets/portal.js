/* What every generated page gains from a script: times in words, copying, tables, lists, teams. */

let hovering = false;

const start = () => {
  const root = document.querySelector(".md-content") ?? document;
  words(root);
  addresses(root);
  copies(root);
  for (const element of root.querySelectorAll("[data-cs-table]")) {
    import("./table.js").then((module) => module.startTable(element));
  }
  for (const element of root.querySelectorAll("[data-cs-list]")) {
    import("./lists.js").then((module) => module.startList(element));
  }
  if (root.querySelector("[data-cs-teams]")) {
    import("./home.js").then((module) => module.startHome(root));
  }
  if (!hovering) {
    hovering = true;
    import("./hover.js").then((module) => module.startHover());
  }
};

/** "3 days ago" beside the exact time, which stays as the tooltip. */
function words(root) {
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const time of root.querySelectorAll("time[datetime]")) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds) || time.title) continue;
    const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
    time.title = time.textContent;
    time.textContent = format.format(Math.round(seconds / size), unit);
  }
}

/** Snippets for elsewhere need full addresses; only the browser knows where the site lies. */
function addresses(root) {
  for (const code of root.querySelectorAll("[data-cs-absolute]")) {
    const base = code.dataset.csAbsolute;
    const full = new URL(base || ".", location.href).href;
    code.textContent = code.textContent.replaceAll(`(${base}`, `(${full}`);
  }
}

function copies(root) {
  for (const button of root.querySelectorAll("[data-cs-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.csCopy);
      button.textContent = "Copied";
    });
  }
}

// With instant navigation the theme announces each page; without it there is one.
if (globalThis.document$?.subscribe) globalThis.document$.subscribe(start);
else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
