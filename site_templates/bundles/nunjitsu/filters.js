// The filters that Backstage adds to the template language. They throw texts, which become messages.
import { get } from "lodash-es";

import { parseRepoUrl } from "./repo_url.js";

/** The filters by name; `hosts` says which provider runs on a company's own hosts. */
export function backstageFilters(hosts) {
  return {
    parseRepoUrl: (address) => parseRepoUrl(address, hosts),
    projectSlug: (address) => {
      const { owner, repo } = parseRepoUrl(address, hosts);
      return `${owner}/${repo}`;
    },
    parseEntityRef,
    pick: (value, path, fallback) => get(value, path, fallback),
  };
}

function parseEntityRef(reference, defaults) {
  if (!reference) {
    throw "Entity reference must not be empty";
  }
  const given = typeof reference === "string" ? parsed(reference) : reference;
  const parts = {
    kind: given.kind ?? defaults?.defaultKind,
    namespace: given.namespace ?? (defaults?.defaultNamespace || "default"),
    name: given.name,
  };
  for (const part of ["kind", "namespace", "name"]) {
    if (!parts[part]) {
      const hint = part === "kind" ? ' (e.g. did not start with "component:" or similar)' : "";
      throw `Entity reference ${JSON.stringify(reference)} had missing or empty ${part}${hint}`;
    }
  }
  return parts;
}

function parsed(text) {
  const slash = text.indexOf("/");
  let colon = text.indexOf(":");
  if (slash !== -1 && slash < colon) {
    colon = -1;
  }
  const kind = colon === -1 ? undefined : text.slice(0, colon);
  const namespace = slash === -1 ? undefined : text.slice(colon + 1, slash);
  const name = text.slice(Math.max(colon, slash) + 1);
  if (kind === "" || namespace === "" || name === "") {
    throw `Entity reference "${text}" was not on the form [<kind>:][<namespace>/]<name>`;
  }
  return { kind, namespace, name };
}
