/* The home page remembers, in this browser only, which team is yours, and shows it first. */

const KEY = "catalogsite.team";

export function startHome(root) {
  const items = [...root.querySelectorAll("[data-cs-team]")];
  for (const item of items) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cs-linkish cs-mine";
    button.addEventListener("click", () => {
      save(item.dataset.csTeam === load() ? "" : item.dataset.csTeam);
      show(items);
    });
    item.append(button);
  }
  show(items);
}

function show(items) {
  const mine = load();
  for (const item of items) {
    const chosen = item.dataset.csTeam === mine;
    const button = item.querySelector(".cs-mine");
    button.textContent = chosen ? "My team ✓" : "My team?";
    button.setAttribute("aria-pressed", chosen);
    if (chosen) item.parentElement.prepend(item);
  }
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
