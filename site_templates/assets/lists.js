/* Words and levels that narrow a list which is already on the page: docs, problems, templates. */

export function startList(place) {
  const toolbar = place.querySelector("[data-cs-list-toolbar]");
  const items = [...place.querySelectorAll("[data-cs-item]")];
  if (!toolbar || toolbar.childElementCount) return;
  if (items.length < 2 && !place.dataset.csAll) return toolbar.remove();
  const texts = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
  const field = document.createElement("input");
  field.type = "search";
  field.placeholder = "Filter by words";
  field.setAttribute("aria-label", "Filter by words");
  for (const heading of place.querySelectorAll("[data-cs-issue]")) heading.append(issueButton(heading));
  const levels = new Set();
  const apply = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) {
      const right = !levels.size || levels.has(item.dataset.csLevel);
      item.hidden = !right || !words.every((word) => texts.get(item).includes(word));
      item.classList.toggle("cs-hidden", item.hidden);
    }
    tidy(place);
    showNothingFound(place, toolbar, items);
    if (place.dataset.csAll) import("./problems.js").then((module) => module.showFound(place, words, levels));
  };
  field.addEventListener("input", apply);
  toolbar.append(field);
  if (toolbar.hasAttribute("data-cs-levels")) toolbar.append(...levelButtons(place, items, levels, apply));
  toolbar.hidden = false;
}

function levelButtons(place, items, levels, apply) {
  const given = new Set(items.map((item) => item.dataset.csLevel));
  const present = ["error", "warning", "info"].filter((level) => place.dataset.csAll || given.has(level));
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

/** Copies the problems of one file as the text of an issue. */
function issueButton(heading) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cs-linkish";
  button.textContent = "Copy as issue";
  button.hidden = !navigator.clipboard;
  const file = heading.textContent.trim();
  button.addEventListener("click", async () => {
    const items = [...heading.nextElementSibling.querySelectorAll("[data-cs-item]:not([hidden])")];
    await navigator.clipboard.writeText(`## ${file}\n\n${items.map(issueLine).join("\n")}\n`);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy as issue"), 1500);
  });
  return button;
}

function issueLine(item) {
  const [message, fix] = [...item.querySelectorAll(".cs-list__main > *")].map(markdown);
  const where = item.querySelector(".cs-list__where a");
  const at = where ? ` ([${where.textContent.trim()}](${where.href}))` : "";
  return `- [ ] **${item.dataset.csLevel}** ${message}${at}${fix ? `\n      ${fix}` : ""}`;
}

function markdown(element) {
  const copy = element.cloneNode(true);
  for (const code of copy.querySelectorAll("code")) code.replaceWith(`\`${code.textContent}\``);
  return copy.textContent.trim();
}

/** States where nothing of a whole list is left; for a part of one, `showFound` does. */
function showNothingFound(place, toolbar, items) {
  if (place.dataset.csAll) return;
  let notice = place.querySelector("[data-cs-nothing]");
  if (!notice) {
    notice = document.createElement("p");
    notice.className = "cs-calm";
    notice.dataset.csNothing = "";
    notice.setAttribute("role", "status");
    toolbar.after(notice);
  }
  const left = items.some((item) => !item.hidden);
  notice.textContent = left ? "" : "Nothing matches. Try fewer words.";
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
