// What the rows of a table answer to some states of its filters, as JSON.
const [module, table, asked] = process.argv.slice(2);
const { Rows } = await import(`file://${module}`);

const rows = new Rows(JSON.parse(table), false);
const answers = JSON.parse(asked).map(({ q = "", facets = {}, column = "", descending = false }) => {
  const chosen = Object.fromEntries(Object.entries(facets).map(([id, values]) => [id, new Set(values)]));
  const state = { q, facets: chosen, column, descending };
  const { found, counts } = rows.match(state, ["kind", "owner", "tag", "health", "build"]);
  return { found: found.map((place) => rows.at(place).title), counts: Object.fromEntries([...counts].map(([id, one]) => [id, Object.fromEntries(one)])) };
});
console.log(JSON.stringify(answers));
