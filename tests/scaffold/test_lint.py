"""Mistakes in templates: each in its exact words and at its place, and none about good ones."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml

from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.entity import Origin
from catalogsite.model.problem import Level, Problem
from catalogsite.paths.package_data import resource_dir
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.scaffold.lint.problems import template_problems
from catalogsite.yaml12.documents import Document, parse_documents

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "lint.yaml").read_text("utf-8"))
_HEAD = """# A template.
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: t}
spec:
"""


def _reported(problem: Problem, head: int) -> str:
    place = f"{(problem.line or 0) - head}:{(problem.column or 0) - 2}"
    if problem.file != "template.yaml":
        place = f"{problem.file}:{problem.line}:{problem.column}"
    return f"{problem.rule} {problem.level} {place} {problem.message} | {problem.fix}"


def _problems(folder: Path, text: str) -> list[Problem]:
    (folder / "template.yaml").write_text(text, "utf-8")
    (document,) = parse_documents(text)
    return list(template_problems(FolderTree(folder), [_read(document, "template.yaml")]))


def _read(document: Document, file: str) -> ReadEntity:
    origin = Origin(repository="r", file=file, line=document.line)
    return ReadEntity(data=document.data, origin=origin)


def _write(folder: Path, skeleton: dict[str, str]) -> None:
    for name, text in {"skeleton/a.txt": "x", "file.txt": "x"}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    for name, text in skeleton.items():
        (folder / "skeleton" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "skeleton" / name).write_text(text)


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    _write(tmp_path, case.get("skeleton", {}))
    problems = _problems(tmp_path, _HEAD + indent(case["spec"], "  "))
    assert [_reported(problem, _HEAD.count("\n")) for problem in problems] == case["reported"]
    assert {problem.entity_ref for problem in problems} <= {"template:default/t"}


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_what_backstage_takes_is_never_an_error(case: dict[str, Any], tmp_path: Path) -> None:
    for problem in _problems(tmp_path, _HEAD + indent(case["spec"], "  ")):
        assert problem.level is not Level.ERROR


def test_what_a_tree_does_not_list_is_not_called_missing(tmp_path: Path) -> None:
    step = "{action: 'fetch:template', input: {url: ./%s}}"
    hidden = ", ".join(step % name for name in (".skeleton", "vendor/a", "gone"))
    problems = _problems(tmp_path, _HEAD + f"  type: a\n  steps: [{hidden}]\n")
    assert [problem.message for problem in problems] == [
        "`fetch:template` fetches `./gone`, which does not exist"
    ]


@pytest.mark.parametrize("file", sorted(resource_dir("scaffolds").glob("*/template.yaml")), ids=str)
def test_our_own_scaffolds_have_no_mistake(file: Path) -> None:
    (document,) = parse_documents(file.read_text("utf-8"))
    tree = FolderTree(file.parent)
    assert list(template_problems(tree, [_read(document, file.name)])) == []
