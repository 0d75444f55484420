"""The template language in Chromium gives what it gives on the command line, case by case."""

from __future__ import annotations

import json
from pathlib import Path

from catalogsite.paths.package_data import resource_dir

TESTS = Path(__file__).parents[1]
CASES = json.loads((TESTS / "scaffold/cases/language.json").read_text("utf-8"))
GIVEN = {"template", "input", "options"}
BUNDLE = resource_dir("site_templates") / "vendor/nunjitsu/nunjitsu.js"

RUN = """(cases) => {
  const { values, files, inputs, steps, user, secrets, each } = cases;
  const fault = ({ message, line, column }) => JSON.parse(JSON.stringify({ message, line, column }));
  const contexts = [Nunjitsu.prepare({ values }), Nunjitsu.prepare({ cookiecutter: values })];
  const context = Nunjitsu.prepare({ parameters: values, steps, user, secrets, each });
  return JSON.stringify({
    files: files.map(({ template, options = {} }) => {
      const given = contexts[Number(options.cookiecutterCompat ?? false)];
      try {
        return { result: Nunjitsu.renderText(template, given, options) };
      } catch (error) {
        return { error: fault(error) };
      }
    }),
    inputs: inputs.map(({ input }) => {
      const { value, isUndefined, errors, asksStatus } = Nunjitsu.evaluate(input, context);
      return {
        ...(isUndefined ? { undefined: true } : { result: value }),
        ...(errors.length ? { failed: errors.map((one) => ({ text: one.text, ...fault(one) })) } : {}),
        ...(asksStatus ? { asks_status: true } : {}),
      };
    }),
  });
}"""


def test_every_case_is_the_same_in_the_browser(browser):
    page = browser.new_page()
    page.add_script_tag(content=BUNDLE.read_text("utf-8"))
    found = json.loads(page.evaluate(RUN, CASES))
    page.close()
    for kind in ("files", "inputs"):
        assert len(found[kind]) == len(CASES[kind]) > 50
        for case, one in zip(CASES[kind], found[kind], strict=True):
            wanted = {name: case[name] for name in case if name not in GIVEN}
            assert one == wanted, case
