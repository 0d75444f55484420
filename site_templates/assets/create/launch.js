/* The pages of a company's own automation, with the answers filled in where their address can hold them. */

const WAYS = {
  github_workflow: ({ url }, given) => ({ href: url, rows: given }),
  github_issue: ({ url, form }, given) => ({ href: withQuery(url, [...(form ? [["template", form]] : []), ...given]), rows: [] }),
  gitlab_pipeline: ({ url, ref }, given) => ({ href: withQuery(url, [...(ref ? [["ref", ref]] : []), ...given.map(([name, value]) => [`var[${name}]`, value])]), rows: [] }),
  jenkins: ({ url }, given) => ({ href: withQuery(`${url.replace(/\/+$/, "")}/buildWithParameters`, given), rows: [] }),
};

/** `{title, href, rows}` of each way; `rows` are the answers that its page must be given by hand. */
export function launches(configured, { recorded }, command) {
  return configured.map((way) => {
    const { href, rows } = WAYS[way.kind](way, fieldsOf(way, recorded, command));
    return { title: way.title, href, rows };
  });
}

/** The fields of a page and their values. Without `fields` every answer is one by its own name; secrets never are. */
function fieldsOf({ fields }, answers, command) {
  const known = { ...answers, command };
  const named = Object.keys(fields).length ? Object.entries(fields) : Object.keys(answers).map((name) => [name, name]);
  const found = named.map(([field, name]) => [field, text(known[name])]);
  return found.filter(([, value]) => value !== undefined);
}

function text(value) {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}

function withQuery(url, pairs) {
  const address = new URL(url);
  for (const [name, value] of pairs) address.searchParams.append(name, value);
  return address.href;
}
