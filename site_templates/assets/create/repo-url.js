/* The address of a repository, in parts: `host?owner=o&repo=r`. */

const { h } = globalThis.ScaffoldForm;

const PARTS = {
  "dev.azure.com": ["organization", "project", "repo"],
  "bitbucket.org": ["workspace", "project", "repo"],
};
const PLAIN = ["owner", "repo"];
const TITLES = { organization: "Organization", workspace: "Workspace", project: "Project", owner: "Owner", repo: "Repository" };
const LISTS = { organization: "allowedOrganizations", workspace: "allowedOwners", project: "allowedProjects", owner: "allowedOwners", repo: "allowedRepos" };

export function RepoUrlPicker({ id, value, onChange, onBlur, required, disabled, readonly, options }) {
  const hosts = list(options.allowedHosts);
  const parts = read(value, hosts[0] ?? "github.com");
  const names = PARTS[parts.host] ?? PLAIN;
  const set = (name, text) => onChange(written({ ...parts, [name]: text.trim() }));
  const off = disabled || readonly;
  return h("div", { class: "cs-repo", role: "group", "aria-labelledby": `${id}__title`, id },
    part({ id: `${id}-host`, title: "Host", value: parts.host, choices: hosts, off, set: (text) => set("host", text) }),
    names.map((name) => part({
      id: `${id}-${name}`, title: titleOf(name, options), value: parts[name] ?? "", choices: list(options[LISTS[name]]), off, required,
      set: (text) => set(name, text), leave: () => onBlur(id, value),
    })));
}

function part({ id, title, value, choices, off, required, set, leave }) {
  const common = { id, class: "cs-input", value, disabled: off, required, onInput: (event) => set(event.currentTarget.value), onBlur: leave };
  const field = choices.length
    ? h("select", common, !choices.includes(value) && h("option", { value }, value), choices.map((one) => h("option", { key: one, value: one }, one)))
    : h("input", { ...common, type: "text", autocomplete: "off", spellcheck: false });
  return h("div", { class: "cs-repo__part", key: id }, h("label", { for: id }, title), field);
}

function titleOf(name, options) {
  return (name === "owner" && options.ownerLabel) || (name === "repo" && options.repoLabel) || TITLES[name];
}

function read(value, host) {
  const [stated, query] = String(value ?? "").split("?");
  const given = Object.fromEntries(new URLSearchParams(query ?? ""));
  return { ...given, host: stated || host };
}

function written({ host, ...parts }) {
  const names = PARTS[host] ?? PLAIN;
  const given = names.filter((name) => parts[name]).map((name) => `${name}=${encodeURIComponent(parts[name])}`);
  return given.length ? `${host}?${given.join("&")}` : undefined;
}

/** What is wrong with an address; empty for a right one. */
export function repoFault(value) {
  const { host, ...parts } = read(value, "");
  const missing = (PARTS[host] ?? PLAIN).filter((name) => !parts[name] && (name === "repo" || PARTS[host] || host.endsWith("hub.com") || host.endsWith("lab.com")));
  return missing.length ? `${missing.map((name) => TITLES[name]).join(" and ")} is needed.` : "";
}

function list(value) {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
