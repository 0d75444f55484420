"""The files that a template would write."""

from __future__ import annotations

from typing import Any

import pytest

from catalogsite.inference import template_files

PATHS = [
    "README.md",
    "py/skeleton/README.md.jinja",
    "py/skeleton/src/${{ values.package }}/app.py.jinja",
    "py/skeleton/{{cookiecutter}}.txt",
    "py/workflow/ci.yml",
    "py/template.yaml",
    "other/x.md",
]
CASES: list[tuple[list[Any], list[str]]] = [
    (
        [{"url": "./skeleton", "templateFileExtension": ".jinja"}],
        ["<cookiecutter>.txt", "README.md", "src/<package>/app.py"],
    ),
    ([{"url": "workflow", "targetPath": "./.github/workflows"}], [".github/workflows/ci.yml"]),
    ([{"url": "../other"}, {"url": "./workflow"}], ["ci.yml", "x.md"]),
    ([{"url": "https://git.example/skeleton"}], []),
    ([{"url": "${{ parameters.url }}"}], []),
    ([{"url": 7}, "text", None], []),
]


@pytest.mark.parametrize(("inputs", "files"), CASES)
def test_files_of_a_template(inputs: list[Any], files: list[str]) -> None:
    steps = [{"action": "fetch:template", "input": given} for given in inputs]
    entity = {"kind": "Template", "spec": {"steps": [*steps, {"action": "debug:log"}, "text"]}}
    assert list(template_files(entity, "py", PATHS)) == files


@pytest.mark.parametrize("spec", [None, {}, {"steps": "none"}])
def test_a_template_without_steps_writes_nothing(spec: object) -> None:
    assert template_files({"kind": "Template", "spec": spec}, "", PATHS) == ()
