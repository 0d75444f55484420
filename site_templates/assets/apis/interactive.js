/* The interactive view of an API, for those who ask for it: a library in a frame that has no origin
   and may load nothing. Library and definition are loaded here and handed over. */

const LIBRARY = new URL("../vendor/rapidoc/rapidoc-min.js", import.meta.url);
const YAML = new URL("../vendor/js-yaml/js-yaml.min.js", import.meta.url);
const FRAME = new URL("interactive.html", import.meta.url);

const MARKUP = `
  <div class="cs-interactive__bar">
    <strong class="cs-interactive__title"></strong>
    <span class="cs-interactive__status" role="status"></span>
    <button class="cs-interactive__close" type="button">Close</button>
  </div>`;

for (const button of document.querySelectorAll("[data-cs-interactive]")) {
  button.hidden = false;
  button.addEventListener("click", () => open(button));
}

async function open(button) {
  const dialog = makeDialog(button.dataset.csTitle);
  const status = dialog.querySelector("[role=status]");
  status.textContent = "Loading …";
  document.body.append(dialog);
  dialog.showModal();
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
  });
  try {
    const address = new URL(button.dataset.csInteractive, location.href);
    const [library, definition, frame] = await Promise.all([load(LIBRARY), load(address), openFrame(dialog)]);
    const yaml = /^\s*[{[]/.test(definition) ? "" : await load(YAML);
    listen(dialog, frame, status);
    frame.contentWindow.postMessage({ library, yaml, definition, dark: isDark() }, "*");
  } catch (error) {
    status.textContent = `The interactive view could not be loaded: ${error.message}`;
  }
}

function makeDialog(title) {
  const dialog = document.createElement("dialog");
  dialog.className = "cs-interactive";
  dialog.setAttribute("aria-label", `Interactive view of ${title}`);
  dialog.innerHTML = MARKUP;
  dialog.querySelector(".cs-interactive__title").textContent = title;
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  return dialog;
}

async function load(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.pathname.split("/").pop()}: ${response.status}`);
  return response.text();
}

/** The frame once its own script listens. */
function openFrame(dialog) {
  const frame = document.createElement("iframe");
  frame.className = "cs-interactive__frame";
  frame.title = dialog.getAttribute("aria-label");
  // Without `allow-same-origin`: nothing in it may read or store what belongs to the portal.
  frame.setAttribute("sandbox", "allow-scripts");
  frame.src = FRAME.href;
  return new Promise((resolve) => {
    const ready = (event) => {
      if (event.source !== frame.contentWindow || !event.data?.ready) return;
      removeEventListener("message", ready);
      resolve(frame);
    };
    addEventListener("message", ready);
    dialog.append(frame);
  });
}

function listen(dialog, frame, status) {
  const heard = (event) => {
    if (event.source !== frame.contentWindow) return;
    if (event.data?.shown) {
      status.textContent = "";
      frame.focus();
    }
    if (event.data?.failed) status.textContent = `The definition cannot be shown: ${event.data.failed}`;
    if (event.data?.close) dialog.close();
  };
  addEventListener("message", heard);
  dialog.addEventListener("close", () => removeEventListener("message", heard));
}

const isDark = () => document.body.dataset.mdColorScheme === "slate";
