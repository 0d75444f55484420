/* Words and levels that narrow a list which is already on the page: docs, problems, templates. */

export function startList(place) {
  const toolbar = place.querySelector("[data-cs-list-toolbar]");
  const items = [...place.querySelectorAll("[data-cs-item]")];
  if (!toolbar || toolbar.childElementCount || items.length < 2) return;
  const texts = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
  const field = document.createElement("input");
  field.type = "search";
  field.placeholder = "Filter by words";
  field.setAttribute("aria-label", "Filter by words");
  const levels = new Set();
  const apply = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) {
      const right = !levels.size || levels.has(item.dataset.csLevel);
      item.hidden = !right || !words.every((word) => texts.get(item).includes(word));
      item.classList.toggle("cs-hidden", item.hidden);
    }
    tidy(place);
  };
  field.addEventListener("input", apply);
  toolbar.append(field);
  if (toolbar.hasAttribute("data-cs-levels")) toolbar.append(...levelButtons(items, levels, apply));
  toolbar.hidden = false;
}

function levelButtons(items, levels, apply) {
  const given = new Set(items.map((item) => item.dataset.csLevel));
  const present = ["error", "warning", "info"].filter((level) => given.has(level));
  if (present.length < 2) return [];
  return present.map((level) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = level;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      levels[levels.has(level) ? "delete" : "add"](level);
      button.setAttribute("aria-pressed", levels.has(level));
      apply();
    });
    return button;
  });
}

/** A heading whose items are all hidden goes too. */
function tidy(place) {
  for (const group of place.querySelectorAll("[data-cs-group]")) {
    for (const list of group.querySelectorAll(".cs-list")) {
      const empty = !list.querySelector("[data-cs-item]:not([hidden])");
      list.classList.toggle("cs-hidden", empty);
      list.previousElementSibling?.classList.toggle("cs-hidden", empty);
    }
    const empty = !group.querySelector("[data-cs-item]:not([hidden])");
    group.classList.toggle("cs-hidden", empty);
  }
}
