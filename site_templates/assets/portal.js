/* What every generated page gains from a script: times in words, copying, tables, lists, teams. */

let hovering = false;

const start = () => {
  const root = document.querySelector(".md-content") ?? document;
  words(root);
  copies(root);
  centre(root);
  for (const element of root.querySelectorAll("[data-cs-table]")) {
    import("./table.js").then((module) => module.startTable(element));
  }
  for (const element of root.querySelectorAll("[data-cs-list]")) {
    import("./lists.js").then((module) => module.startList(element));
  }
  for (const element of root.querySelectorAll("[data-cs-narrow]")) {
    import("./narrow.js").then((module) => module.startNarrow(element, words));
  }
  for (const element of root.querySelectorAll("[data-cs-graph]")) {
    import("./graph/explorer.js").then((module) => module.startGraph(element));
  }
  for (const element of root.querySelectorAll("[data-cs-create]")) {
    import("./create/start.js").then((module) => module.startCreate(element));
  }
  for (const element of root.querySelectorAll("[data-cs-gallery]")) {
    import("./create/gallery.js").then((module) => module.startGallery(element));
  }
  for (const element of root.querySelectorAll("[data-cs-changes]")) {
    import("./changes.js").then((module) => module.startChanges(element, words));
  }
  for (const element of root.querySelectorAll("[data-cs-lost]")) {
    import("./lost.js").then((module) => module.startLost(element));
  }
  const formulas = root.querySelectorAll(".arithmatex");
  if (formulas.length) import("./math.js").then((module) => module.startMath(formulas));
  if (root.querySelector("[data-cs-teams]")) {
    import("./home.js").then((module) => module.startHome(root));
  }
  if (!hovering) {
    hovering = true;
    import("./hover.js").then((module) => module.startHover());
  }
};

const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];

/** "3 days ago" in place of the exact time, which stays as the tooltip. */
function words(root) {
  const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const time of root.querySelectorAll("time[datetime]")) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds) || "csWords" in time.dataset) continue;
    time.dataset.csWords = "";
    const isDay = time.dateTime.length === 10;
    const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size && (!isDay || size >= 86400)) ??
      (isDay ? ["day", 86400] : ["minute", 60]);
    const count = isDay ? Math.ceil(seconds / size) : Math.round(seconds / size);
    const exact = time.title || time.textContent;
    time.title = exact;
    if (time.closest("[data-cs-age]")) {
      time.textContent = new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(-count);
    } else if (seconds > 0 || time.closest("[data-cs-exact]")) {
      // Of today the hour is enough; the day says how old anything else is, or which day a shift ends.
      if (Math.abs(seconds) < 86400) time.textContent = exact.split(", ").pop();
      time.title = ago.format(count, unit);
    } else {
      time.textContent = ago.format(count, unit);
    }
  }
}

/** Diagrams that are wider than their place open at the entity they are about. */
function centre(root) {
  for (const place of root.querySelectorAll(".cs-figure__scroll")) {
    const box = place.querySelector("svg .c")?.getBoundingClientRect();
    if (!box) continue;
    const around = place.getBoundingClientRect();
    place.scrollLeft += box.left + box.width / 2 - around.left - around.width / 2;
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
