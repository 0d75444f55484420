/* The home page remembers, in this browser only, which team is yours, and shows it first. */

const KEY = "catalogsite.team";
const SHOWN = 8;

export function startHome(root) {
  const list = root.querySelector("[data-cs-team]")?.parentElement;
  if (!list || root.querySelector(".cs-mine")) return;
  const items = [...list.querySelectorAll("[data-cs-team]")];
  const select = document.createElement("select");
  select.append(new Option("none", ""));
  const named = items.map((item) => [item.querySelector("a").textContent.trim(), item.dataset.csTeam]);
  for (const [title, team] of named.sort(([a], [b]) => a.localeCompare(b))) select.append(new Option(title, team));
  select.value = load();
  if (select.selectedIndex < 0) select.value = "";
  const label = document.createElement("label");
  label.className = "cs-mine";
  label.append("My team ", select);
  list.before(label);
  select.addEventListener("change", () => {
    save(select.value);
    order(list, items, select.value);
  });
  order(list, items, select.value);
}

function order(list, items, mine) {
  const first = items.filter((item) => item.dataset.csTeam === mine);
  const sorted = [...first, ...items.filter((item) => item.dataset.csTeam !== mine)];
  sorted.forEach((item, at) => {
    item.hidden = at >= SHOWN;
    item.classList.toggle("cs-mine__team", item.dataset.csTeam === mine);
  });
  // What is moved loses the focus.
  const focused = document.activeElement;
  list.append(...sorted);
  if (list.contains(focused)) focused.focus({ preventScroll: true });
}

function load() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function save(team) {
  try {
    localStorage.setItem(KEY, team);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}
