"""`catalogsite scaffold test`: what it says of the cases beside a template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from catalogsite.commands.query import schema
from catalogsite.commands.scaffold_test import scaffold_test
from catalogsite.config.names import SchemaName
from catalogsite.errors import TemplateError

CASES = yaml.safe_load((Path(__file__).parent / "cases/testing.yaml").read_text("utf-8"))
TEMPLATE = """
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: t}
spec:
  type: service
  parameters:
    required: [name]
    properties:
      name: {type: string, pattern: '^[a-z]+$'}
      apiToken: {type: string, ui:field: Secret}
      like: {type: string}
  steps:
    - id: fetch
      action: fetch:template
      input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}
    - id: like
      if: ${{ parameters.like }}
      action: catalog:fetch
      input: {entityRef: '${{ parameters.like }}'}
    - id: told
      if: ${{ parameters.like }}
      action: debug:log
      input: {message: 'like ${{ steps.like.output.entity.metadata.title }}, with ${{ secrets.apiToken }}'}
"""
SKELETON = {
    "README.md": b"# ${{ values.name }}\nOwned by nobody.\n",
    "src/${{ values.name }}.py": b'NAME = "${{ values.name }}"\n',
    "bin/run.sh": b'echo "ran with $1"\nexit 7\n',
    "logo.bin": b"\xff\0",
}


@pytest.fixture
def template(tmp_path, monkeypatch):
    """A folder with a template, in which the test stands; the case file is written by `given`."""
    tmp_path = tmp_path / "one"
    for name, content in SKELETON.items():
        path = tmp_path / "skeleton" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "skeleton/bin/run.sh").chmod(0o755)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "template-tests").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def given(template: Path, case: dict[str, Any]) -> None:
    text = case.get("text") or yaml.safe_dump({"cases": case["cases"]}, sort_keys=False)
    (template / "template-tests/a.yaml").write_text(text)


def found(**options: bool) -> list[str]:
    results = scaffold_test(".", **{"commands": True, "update": False, **options})
    return ["\n".join(filter(None, one)) for result in results for one in result.differences]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases(case: dict[str, Any], template: Path) -> None:
    given(template, case)
    if "error" in case:
        with pytest.raises(TemplateError) as caught:
            found()
        assert str(caught.value).startswith(case["error"])
    else:
        assert found() == case["found"]
        accepted = Draft202012Validator(schema(SchemaName.SCAFFOLD_TEST))
        assert accepted.is_valid({"cases": case["cases"]})


def test_commands_are_code_and_do_not_run_unasked(template: Path) -> None:
    command = f"touch {template}/ran"
    given(template, {"cases": [{"name": "a", "answers": {"name": "x"}, "commands": [command]}]})
    (result,) = scaffold_test(".", commands=False, update=False)
    assert (result.passed, result.commands_left_out) == (True, 1)
    assert not (template / "ran").exists()
    assert found() == []
    assert (template / "ran").exists()


def test_a_golden_folder_is_written_once_and_then_compared(template: Path) -> None:
    given(template, {"cases": [{"name": "a", "answers": {"name": "x"}, "golden": "golden/a"}]})
    golden = template / "template-tests/golden/a"
    assert found(update=True) == []
    assert (golden / "src/x.py").read_text() == 'NAME = "x"\n'
    assert (golden / "bin/run.sh").stat().st_mode & 0o100
    (golden / "README.md").write_text("# y\nOwned by nobody.\n")
    (golden / "left.txt").write_text("")
    (golden / "bin/run.sh").chmod(0o644)
    assert found() == [
        "left.txt: is missing",
        "README.md: differs\n--- expected/README.md\n+++ made/README.md\n@@ -1,2 +1,2 @@\n-# y\n+# x\n Owned by nobody.",
        "bin/run.sh: can be run",
    ]
    assert found(update=True) == []
    assert not (golden / "left.txt").exists()


def test_templates_below_a_folder_are_found_and_those_without_cases_are_not(
    template: Path,
) -> None:
    given(template, {"cases": [{"name": "a", "error": "name: is required"}]})
    other = template.parent / "other"
    other.mkdir()
    (other / "template.yaml").write_text(TEMPLATE)
    results = scaffold_test(str(template.parent), commands=False, update=False)
    assert [(one.template, one.passed) for one in results] == [("template:default/t", True)]
    with pytest.raises(TemplateError, match="no template has test cases"):
        scaffold_test(str(other), commands=False, update=False)
