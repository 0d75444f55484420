// The repository addresses of Backstage's pickers: `host?owner=o&repo=r`.

const NAMES = ["owner", "organization", "workspace", "project", "repo"];
const KNOWN_HOSTS = {
  "github.com": "github",
  "gitlab.com": "gitlab",
  "dev.azure.com": "azure",
  "bitbucket.org": "bitbucketCloud",
};
const REQUIRED = {
  bitbucketCloud: ["workspace", "project", "repo"],
  bitbucketServer: ["project", "repo"],
  azure: ["project", "repo"],
  gitea: ["repo"],
  gerrit: ["repo"],
};
const FORBIDDEN = /[\u0000- #/:<>?@[\\\]^|%\u007f]/;

/** The parts of a repository address. Throws a text where a part is missing, or the host unknown. */
export function parseRepoUrl(address, hosts) {
  const { host, path, query } = split(address);
  const type = Object.hasOwn(hosts, host) ? hosts[host] : KNOWN_HOSTS[host];
  if (typeof type !== "string") {
    throw `No matching integration configuration for host ${host}, please check your integrations config`;
  }
  const given = parameters(query);
  const parts = { host };
  for (const name of NAMES) {
    parts[name] = given.has(name) ? given.get(name).replace(/^\/+|\/+$/g, "") : undefined;
  }
  for (const name of required(type, parts)) {
    if (!given.get(name)) {
      throw `Invalid repo URL passed to publisher: https://${host}${path}?${query}, missing ${name}`;
    }
  }
  const { owner, repo, organization, workspace, project } = parts;
  return { host, owner, repo, organization, workspace, project };
}

function required(type, parts) {
  if (type === "gitlab") {
    return parts.project ? [] : ["owner", "repo"];
  }
  return REQUIRED[type] ?? ["repo", "owner"];
}

/** Host and query, as the URL standard splits `https://` and the address. */
function split(address) {
  const text = `${address}`.replace(/[\u0000- ]+$/, "").replace(/[\t\n\r]/g, "").replace(/^[/\\]+/, "");
  const [, authority, rest] = /^([^/\\?#]*)([^]*)$/.exec(text);
  const [, name, port] = /^([^]*?)(?::(\d*))?$/.exec(authority.slice(authority.lastIndexOf("@") + 1));
  const host = decoded(name).normalize("NFKC").toLowerCase();
  if (host === "" || FORBIDDEN.test(host) || Number(port ?? 0) > 65535) {
    throw `Invalid repo URL passed to publisher, got ${address}, TypeError: Invalid URL`;
  }
  const [path, ...query] = rest.split("#")[0].split("?");
  const isUsual = port === undefined || port === "" || Number(port) === 443;
  return {
    host: isUsual ? host : `${host}:${Number(port)}`,
    path: path || "/",
    query: query.join("?"),
  };
}

/** The first value of each name of a query. */
function parameters(query) {
  const found = new Map();
  for (const pair of query.split("&")) {
    const [name, ...value] = pair.replaceAll("+", " ").split("=");
    if (!found.has(decoded(name))) {
      found.set(decoded(name), decoded(value.join("=")));
    }
  }
  return found;
}

function decoded(text) {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run.replace(/%([0-9a-f]{2})/gi, (_, code) => {
        const byte = Number.parseInt(code, 16);
        return byte < 0x80 ? String.fromCharCode(byte) : "\ufffd";
      });
    }
  });
}
