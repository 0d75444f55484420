"""Reading repositories: every problem in its exact words, and nothing else lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogsite.catalog.descriptors.file_text import MAX_BYTES
from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.tree import Tree

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


def _reported(problem: Problem) -> str:
    place = problem.file or ""
    if problem.line:
        place += f":{problem.line}:{problem.column}"
    return f"{problem.rule} {problem.level} {place} {problem.message} | {problem.fix}"


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_case(case: dict[str, Any], tree_of: TreeOf) -> None:
    tree, fetched = tree_of(case["files"]), case.get("fetched", False)
    reading = read_catalog(tree, _REPOSITORY, fetched=fetched)
    assert [_reported(problem) for problem in reading.problems] == case["problems"]
    assert [ref_of(entity.data) for entity in reading.entities] == case["entities"]
    assert [target.url for target in reading.external] == case.get("external", [])


@pytest.mark.parametrize("url", ["javascript:x", " \x01JavaScript:x", "java\nscript\t:x"])
def test_no_link_runs_a_script(url: str, tree_of: TreeOf) -> None:
    annotations = json.dumps({"backstage.io/view-url": url, "backstage.io/edit-url": f"x{url}"})
    group = _GROUP.replace("name: a", f"name: a, annotations: {annotations}")
    (entity,) = read_catalog(tree_of({"catalog-info.yaml": group}), _REPOSITORY).entities
    found = entity.data["metadata"]["annotations"]
    rejected = "https://backstage.io/annotation-rejected-for-security-reasons"
    assert found["backstage.io/view-url"] == rejected
    assert found["backstage.io/edit-url"] == f"x{url}"


def test_numbers_of_json_are_those_of_the_catalog(tree_of: TreeOf) -> None:
    system = _GROUP.replace("Group", "System").replace("{type: team, children: []}", "")
    file = f"{system.rstrip()}\n  owner: a\n  numbers: {{$json: ./numbers.json}}\n"
    numbers = "[1.0, 1e3, 12345678901234567890, 1e400, -0.0, 0.1]"
    tree = tree_of({"catalog-info.yaml": file, "numbers.json": numbers})
    (entity,) = read_catalog(tree, _REPOSITORY).entities
    found = json.dumps(entity.data["spec"]["numbers"])
    assert found == "[1, 1000, 12345678901234567000, null, 0, 0.1]"


def test_annotations_state_where_an_entity_was_read(tree_of: TreeOf) -> None:
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


def test_a_file_over_the_limit_is_reported_and_not_read(tree_of: TreeOf) -> None:
    tree = tree_of({"catalog-info.yaml": b"#" * (MAX_BYTES + 1), "a/catalog-info.yaml": _GROUP})
    reading = read_catalog(tree, _REPOSITORY)
    assert [problem.rule for problem in reading.problems] == ["file-size"]
    assert len(reading.entities) == 1


def test_a_source_may_say_other_files_and_other_kinds(tree_of: TreeOf) -> None:
    custom = _GROUP.replace("Group", "Plugin")
    tree = tree_of({"catalog-info.yaml": _GROUP, "x/my.entity.yaml": custom})
    policy = Policy.model_validate({"kinds": ["Plugin"]})
    reading = read_catalog(tree, _REPOSITORY, ("**/*.entity.yaml",), policy=policy)
    assert [ref_of(entity.data) for entity in reading.entities] == ["plugin:default/a"]


def test_files_that_others_name_are_read_besides(tree_of: TreeOf) -> None:
    other = _GROUP.replace("name: a", "name: b")
    tree = tree_of({"catalog-info.yaml": _GROUP, "x/other.yaml": other})
    reading = read_catalog(tree, _REPOSITORY, also=("x/*.yaml", "x/none.yaml"))
    assert [ref_of(entity.data) for entity in reading.entities] == [
        "group:default/a",
        "group:default/b",
    ]
    assert reading.missing == ("x/none.yaml",)


def test_a_descriptor_that_is_a_link_is_read_once_where_it_lies(
    tmp_path: Path,
) -> None:
    (tmp_path / "backstage").mkdir()
    (tmp_path / "backstage/catalog-info.yaml").write_text(_GROUP, "utf-8")
    (tmp_path / "catalog-info.yaml").symlink_to("backstage/catalog-info.yaml")
    reading = read_catalog(FolderTree(tmp_path), _REPOSITORY)
    assert [entity.origin.file for entity in reading.entities] == ["backstage/catalog-info.yaml"]
    assert reading.problems == ()


_PLUGIN = """apiVersion: acme.example/v1
kind: Plugin
metadata: {name: a}
spec: {type: web, owner: team, runsOn: [db], ports: 80}
"""
_KIND = {
    "kind": "Plugin",
    "apiVersions": ["acme.example/v1"],
    "schema": {"properties": {"spec": {"properties": {"ports": {"type": "array"}}}}},
    "relations": ["owner", {"field": "runsOn", "kind": "Resource", "relation": "runsOn",
                            "inverse": "runs"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (_PLUGIN.replace("80", "[80]"), []),
        (
            _PLUGIN,
            [
                (
                    "kind-schema error catalog-info.yaml:4:46 `spec.ports` does not match the"
                    " schema of `Plugin`: must be a list, not a number"
                    " | see the schema that `catalog.kinds` declares"
                )
            ],
        ),
        (
            _PLUGIN.replace("80", "[80]").replace("v1", "v2"),
            [
                (
                    "unknown-api-version error catalog-info.yaml:1:1 `apiVersion` is"
                    " `acme.example/v2`, but `Plugin` does not exist in that version"
                    " | write `acme.example/v1`"
                )
            ],
        ),
        (
            _PLUGIN.replace("80", "[80]").replace("Plugin", "Plugn"),
            [
                (
                    "unknown-kind error catalog-info.yaml:2:1 the kind `Plugn` is unknown"
                    " | write `Plugin`"
                )
            ],
        ),
        (
            _PLUGIN.replace("80", "[80]").replace("[db]", "['x/']"),
            [
                (
                    "reference-format error catalog-info.yaml:4:41 `spec.runsOn[0]`: the reference"
                    " `x/` is not of the form `[kind:][namespace/]name`"
                    " | write it like `component:default/name`"
                )
            ],
        ),
    ],
)
def test_a_kind_of_a_company_has_its_own_rules(
    text: str, problems: list[str], tree_of: TreeOf
) -> None:
    policy = Policy.model_validate({"kinds": [_KIND]})
    reading = read_catalog(tree_of({"catalog-info.yaml": text}), _REPOSITORY, policy=policy)
    assert [_reported(problem) for problem in reading.problems] == problems
    assert len(reading.entities) == (not problems)


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ([], True),
        ([{"allow": ["component", "GROUP"]}], True),
        ([{"allow": ["Component"]}], False),
        ([{"allow": ["Component"]}, {"allow": ["Group"], "repositories": ["*/acme/*"]}], True),
        ([{"allow": ["Group"], "repositories": ["*/other/*"]}], False),
        ([{"allow": [{"kind": "Group", "spec.type": "Team"}]}], True),
        ([{"allow": [{"kind": "Group", "spec.type": "department"}]}], False),
    ],
)
def test_rules_say_who_may_bring_which_kind(
    rules: list[Any], allowed: bool, tree_of: TreeOf
) -> None:
    policy = Policy.model_validate({"rules": rules})
    reading = read_catalog(tree_of({"catalog-info.yaml": _GROUP}), _REPOSITORY, policy=policy)
    assert bool(reading.entities) is allowed
    assert [_reported(problem) for problem in reading.problems] == (
        []
        if allowed
        else [
            (
                "kind-not-allowed warning catalog-info.yaml:2:1 `catalog.rules` does not allow"
                " git.example/acme/shop to define the kind `Group`"
                " | allow the kind for this repository, or remove the entity"
            )
        ]
    )


def test_long_comments_are_read_in_no_time(tree_of: TreeOf) -> None:
    comments = "# a # b # c # d\n" * 2000
    reading = read_catalog(tree_of({"catalog-info.yaml": comments + _GROUP}), _REPOSITORY)
    assert [entity.origin.line for entity in reading.entities] == [2001]


_SHOWN, _PAGE = "backstage.io/techdocs-entity", "backstage.io/techdocs-entity-path"
_ANNOTATIONS = {
    "block": ("annotations:\n    a: b\n    {e}: x\n    {p}: /y", {_SHOWN: (7, 5), _PAGE: (8, 5)}),
    "flow": ("annotations: {{{p}: /y}}", {_PAGE: (5, 17)}),
    "quoted": ('annotations:\n    "{e}":\n      component:default/x', {_SHOWN: (6, 5)}),
    "another annotation": ("annotations: {{a: b}}", {}),
    "none": ("annotations:", {}),
    "absent": ("title: T", {}),
}


@pytest.mark.parametrize("name", _ANNOTATIONS)
def test_where_annotations_about_documentation_stand(tree_of: TreeOf, name: str) -> None:
    text, expected = _ANNOTATIONS[name]
    written = text.format(e=_SHOWN, p=_PAGE)
    tree = tree_of(
        {
            "catalog-info.yaml": "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n"
            f"  name: part\n  {written}\nspec: {{type: a, lifecycle: b, owner: c}}\n"
        }
    )
    (entity,) = read_catalog(tree, _REPOSITORY).entities
    assert entity.origin.annotations == expected
