"""Reading repositories: every problem in its exact words, and nothing else lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.catalog.files import MAX_BYTES
from catalogsite.catalog.read import read_catalog
from catalogsite.catalog.references import ref_of
from catalogsite.model import Problem, Repository
from catalogsite.trees import Tree

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "problems.yaml").read_text("utf-8"))
_REPOSITORY = Repository(
    id="git.example/acme/shop", name="shop", source="folder", branch="main",
    web_url="https://github.example/acme/shop", host="github",
)  # fmt: skip
_GROUP = """apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: a}
spec: {type: team, children: []}
"""
TreeOf = Callable[[Mapping[str, str | bytes]], Tree]


def _told(problem: Problem) -> str:
    place = problem.file or ""
    if problem.line:
        place += f":{problem.line}:{problem.column}"
    return f"{problem.rule} {problem.level} {place} {problem.message} | {problem.fix}"


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_case(case: dict[str, Any], tree_of: TreeOf) -> None:
    reading = read_catalog(tree_of(case["files"]), _REPOSITORY)
    assert [_told(problem) for problem in reading.problems] == case["problems"]
    assert [ref_of(entity.data) for entity in reading.entities] == case["entities"]
    assert [target.url for target in reading.external] == case.get("external", [])


def test_annotations_tell_where_an_entity_was_read(tree_of: TreeOf) -> None:
    reading = read_catalog(tree_of({"team/catalog-info.yaml": _GROUP}), _REPOSITORY)
    base = "https://github.example/acme/shop"
    assert reading.entities[0].data["metadata"]["annotations"] == {
        "backstage.io/managed-by-location": f"url:{base}/blob/main/team/catalog-info.yaml",
        "backstage.io/managed-by-origin-location": f"url:{base}/blob/main/team/catalog-info.yaml",
        "backstage.io/view-url": f"{base}/blob/main/team/catalog-info.yaml",
        "backstage.io/edit-url": f"{base}/edit/main/team/catalog-info.yaml",
        "backstage.io/source-location": f"url:{base}/tree/main/team/",
    }


def test_a_folder_without_a_remote_has_file_locations(tree_of: TreeOf) -> None:
    plain = Repository(id="shop", name="shop", source="folder")
    reading = read_catalog(tree_of({"catalog-info.yaml": _GROUP}), plain)
    assert reading.entities[0].data["metadata"]["annotations"] == {
        "backstage.io/managed-by-location": "file:catalog-info.yaml",
        "backstage.io/managed-by-origin-location": "file:catalog-info.yaml",
    }


def test_a_file_over_the_limit_is_told_and_not_read(tree_of: TreeOf) -> None:
    tree = tree_of({"catalog-info.yaml": b"#" * (MAX_BYTES + 1), "a/catalog-info.yaml": _GROUP})
    reading = read_catalog(tree, _REPOSITORY)
    assert [problem.rule for problem in reading.problems] == ["file-size"]
    assert len(reading.entities) == 1


@pytest.mark.parametrize("data", [b"name: caf\xe9\n", "name: a".encode("utf-16")])
def test_another_encoding_is_one_problem(data: bytes, tree_of: TreeOf) -> None:
    reading = read_catalog(tree_of({"catalog-info.yaml": data}), _REPOSITORY)
    assert [(problem.rule, problem.line) for problem in reading.problems] == [("file-encoding", 1)]


def test_a_source_may_say_other_files_and_other_kinds(tree_of: TreeOf) -> None:
    custom = _GROUP.replace("Group", "Plugin")
    tree = tree_of({"catalog-info.yaml": _GROUP, "x/my.entity.yaml": custom})
    reading = read_catalog(tree, _REPOSITORY, ("**/*.entity.yaml",), kinds=("Plugin",))
    assert [ref_of(entity.data) for entity in reading.entities] == ["plugin:default/a"]
    only = read_catalog(tree, _REPOSITORY, only=("catalog-info.yaml",))
    assert only.files == 1


def test_long_comments_are_read_in_no_time(tree_of: TreeOf) -> None:
    comments = "# a # b # c # d\n" * 2000
    reading = read_catalog(tree_of({"catalog-info.yaml": comments + _GROUP}), _REPOSITORY)
    assert [entity.origin.line for entity in reading.entities] == [2001]
