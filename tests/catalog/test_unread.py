"""Files that look like descriptors and are not read: what is reported of them, and of references there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.repositories.memory_tree import MemoryTree

from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import CatalogReading
from catalogsite.collect.joining.assemble import assemble
from catalogsite.collect.reading.read_repository import RepositoryReading, read_repository
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository, RepositoryRequest, Scope
from catalogsite.state.store import Store


def _group(name: str, **more: str) -> str:
    spec = "".join(f", {key}: {value}" for key, value in more.items())
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Group\n"
        f"metadata: {{name: {name}}}\nspec: {{type: team, children: []{spec}}}\n"
    )


_LOCATION = (
    "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
    "spec: {targets: [./teams.yaml]}\n"
)


def _location(name: str, *targets: str, more: str = "") -> str:
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: {name}}}\n"
        f"spec: {{targets: {json.dumps(targets)}{more}}}\n"
    )


_TEMPLATE = (
    "apiVersion: 'scaffolder.backstage.io/v1beta3'\nkind: Template\nmetadata: {name: t}\n"
    "spec: {type: service, steps: []}\n"
)
_WAYS = "in a `catalog` source or in a Location"


class _Case(NamedTuple):
    files: Mapping[str, str]
    message: str | None
    patterns: str = ""
    globs: tuple[str, ...] = ()


_ONE = "one file looks like a descriptor and is not read: "
_CASES = {
    "one file": _Case({"org.yaml": _group("a")}, f"{_ONE}org.yaml", '"org.yaml"'),
    "a folder of files": _Case(
        {f"entities/{name}.yaml": _group(name) for name in "abcde"},
        "5 files look like descriptors and are not read: "
        "entities/a.yaml, entities/b.yaml, entities/c.yaml, …",
        '"entities/*.yaml"',
    ),
    "files of several folders": _Case(
        {"catalog-info-teams.yaml": _group("a"), "x/b.yml": _group("b"), "x/c.yml": _group("c")},
        "3 files look like descriptors and are not read: catalog-info-teams.yaml, x/b.yml, x/c.yml",
        '"catalog-info-teams.yaml", "x/*.yml"',
    ),
    "files of one name": _Case(
        {f"t/{folder}/template.yaml": _TEMPLATE for folder in ("a", "b/c", "d")}
        | {"t/a/x.yaml": _group("a"), "t/a/y.yaml": _group("b")},
        "5 files look like descriptors and are not read: "
        "t/a/template.yaml, t/a/x.yaml, t/a/y.yaml, …",
        '"t/**/template.yaml", "t/a/*.yaml"',
    ),
    "files of one name at the top too": _Case(
        {f"{folder}all.yaml": _group("a") for folder in ("", "b/", "c/")},
        "3 files look like descriptors and are not read: all.yaml, b/all.yaml, c/all.yaml",
        '"**/all.yaml"',
    ),
    "two files of one name": _Case(
        {f"{folder}/all.yaml": _group("a") for folder in ("b", "c")},
        "2 files look like descriptors and are not read: b/all.yaml, c/all.yaml",
        '"b/all.yaml", "c/all.yaml"',
    ),
    "a template": _Case({"template.yaml": _TEMPLATE}, f"{_ONE}template.yaml", '"template.yaml"'),
    "in the second document": _Case(
        {"all.yaml": f"a: 1\n---\n{_group('a')}"}, f"{_ONE}all.yaml", '"all.yaml"'
    ),
    "beside globs of the source": _Case(
        {"a.yaml": _group("a"), "b.yaml": _group("b")}, f"{_ONE}b.yaml", '"b.yaml"', ("a.yaml",)
    ),
    "beside several globs": _Case(
        {"a.yaml": _group("a"), "b/c.yml": _group("c"), "d.yaml": _group("d")},
        f"{_ONE}d.yaml",
        '"d.yaml"',
        ("a.yaml", "b/*.yml"),
    ),
    "beside another usual name": _Case(
        {"x/catalog-info.yml": _group("a"), "org.yaml": _group("b")},
        f"{_ONE}org.yaml",
        '"org.yaml"',
    ),
    "beside a usual hidden folder": _Case(
        {".backstage/catalog-info.yaml": _group("a"), ".backstage/org.yaml": _group("b")},
        f"{_ONE}.backstage/org.yaml",
        '".backstage/catalog-info.yaml", ".backstage/org.yaml"',
    ),
    "named by a Location": _Case({"catalog-info.yaml": _LOCATION, "teams.yaml": _group("a")}, None),
    "named by a Location that is not read": _Case(
        {
            "all.yaml": _location("all", "./all-teams.yaml", "./missing.yaml"),
            "all-teams.yaml": _location("teams", "teams/*.yaml"),
            "teams/a.yaml": _group("a"),
            "teams/b.yaml": _group("b"),
            "other/c.yaml": _group("c"),
        },
        "5 files look like descriptors and are not read: all-teams.yaml, all.yaml, other/c.yaml, …",
        '"all.yaml", "other/c.yaml"',
    ),
    "Locations that name each other": _Case(
        {
            "a.yaml": _location("a", "b.yaml", "a.yaml"),
            "b.yaml": _location("b", "a.yaml"),
            "x/c.yaml": _location("c", "../y/d.yaml"),
            "y/d.yaml": _group("d"),
        },
        "4 files look like descriptors and are not read: a.yaml, b.yaml, x/c.yaml, …",
        '"a.yaml", "x/c.yaml"',
    ),
    "a Location with a type": _Case(
        {
            "all.yaml": _location("all", "./b.yaml", more=", type: file"),
            "b.yaml": _group("b"),
        },
        "2 files look like descriptors and are not read: all.yaml, b.yaml",
        '"*.yaml"',
    ),
    "a Location that names hidden files": _Case(
        {
            "all.yaml": _location("all", "./.a/*.yaml", ".b/y.yaml"),
            ".a/x.yaml": _group("x"),
            ".b/y.yaml": _group("y"),
        },
        "3 files look like descriptors and are not read: all.yaml, .a/x.yaml, .b/y.yaml",
        '"all.yaml", ".a/x.yaml"',
    ),
    "named by the source": _Case({"org.yaml": _group("a")}, None, globs=("org.yaml",)),
    "Kubernetes": _Case({"k8s.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"}, None),
    "settings of Backstage": _Case({"app-config.yaml": "backend: {url: backstage.io/x}\n"}, None),
    "a skeleton": _Case({"skeleton/x.yaml": _group("a")}, None),
    "what a test of a template expects": _Case({"template-tests/golden/x.yaml": _group("a")}, None),
    "expressions": _Case({"x.yaml": _group('"${{ values.name }}"')}, None),
    "only in a text": _Case(
        {"x.yaml": f"text: |\n  {_group('a').replace(chr(10), chr(10) + '  ')}\n"}, None
    ),
    "another format": _Case({"x.md": _group("a")}, None),
    "a hidden folder": _Case({".ci/x.yaml": _group("a")}, f"{_ONE}.ci/x.yaml", '".ci/x.yaml"'),
    "the usual name in a hidden folder": _Case(
        {".config/a/catalog-info.yaml": _group("a")},
        f"{_ONE}.config/a/catalog-info.yaml",
        '".config/a/catalog-info.yaml"',
    ),
    "one name in hidden and other folders": _Case(
        {
            f"{folder}/x.yaml": _group(folder.strip("."))
            for folder in (*"abcd", ".e", ".f", ".g", ".h")
        },
        "8 files look like descriptors and are not read: a/x.yaml, b/x.yaml, c/x.yaml, …",
        '"**/x.yaml", ".e/x.yaml", ".f/x.yaml", ".g/x.yaml", ".h/x.yaml"',
    ),
    "a folder of packages": _Case({".ci/node_modules/a/x.yaml": _group("a")}, None),
    "our own state": _Case({".catalogsite/x.yaml": _group("a")}, None),
    "a workflow of a host": _Case({".github/workflows/x.yaml": "on: push\njobs: {}\n"}, None),
    "a large file": _Case({"x.yaml": f"{_group('a')}# {'x' * 300_000}\n"}, None),
}


def _read(case: _Case, globs: tuple[str, ...]) -> CatalogReading:
    repository = Repository(id="shop", name="shop", source="folder")
    return read_catalog(MemoryTree(case.files), repository, globs, whole=True)


def _unread(reading: CatalogReading) -> list[Problem]:
    return [one for one in reading.problems if one.rule == "descriptors-unread"]


@pytest.mark.parametrize("name", _CASES)
def test_one_info_names_the_files_and_what_would_read_them(name: str) -> None:
    case = _CASES[name]
    found = _unread(_read(case, case.globs))
    assert [one.message for one in found] == ([case.message] if case.message else [])
    usual = ", ".join(f'"{glob}"' for glob in case.globs or ("**/catalog-info.{yaml,yml,json}",))
    for one in found:
        word = "it" if "one file" in one.message else "them"
        assert one.level == "info"
        assert one.fix == (
            f"name {word} in `descriptors` of the source "
            f"(`descriptors: [{usual}, {case.patterns}]`), {_WAYS}"
        )


@pytest.mark.parametrize("name", [name for name, case in _CASES.items() if case.message])
def test_the_setting_that_is_suggested_reads_them_and_all_that_was_read(name: str) -> None:
    case = _CASES[name]
    before = _read(case, case.globs)
    (suggested,) = re.findall(r"`descriptors: (\[.*?\])`", _unread(before)[0].fix or "")
    after = _read(case, tuple(json.loads(suggested)))
    refs = {ref_of(one.data) for one in after.entities}
    assert refs == {ref_of(one.data) for one in before.entities} | {
        one.ref for one in before.unread
    }
    assert _unread(after) == []


def _component(owner: str) -> str:
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: c}\n"
        f"spec: {{type: service, lifecycle: production, owner: {owner}}}\n"
    )


def _reading(
    folder: Path, name: str, files: Mapping[str, str], scope: Scope = Scope.REPOSITORY
) -> RepositoryReading:
    request = RepositoryRequest(
        source="x", name=name, path=str(folder), scope=scope, also=("catalog-info.yaml",)
    )
    repository = Repository(id=name, name=name, source="x")
    return read_repository(MemoryTree(files), repository, request, Policy(), Store(folder))


_DANGLING = {
    "an unread file": (
        {"teams.yaml": _group("team-x")},
        {},
        ("`teams.yaml:1` defines it and is not read: "
        f"name the file in `descriptors` of the source, {_WAYS}"),
    ),
    "an unread file of another repository": (
        {},
        {"org/teams.yaml": f"{_group('team-y')}---\n{_group('team-x')}"},
        ("correct the reference, or have `org/teams.yaml:6` of org read, which defines it: "
        f"name the file in `descriptors` of its source, {_WAYS}"),
    ),
    "an unread file of another repository, which comes first, and one of its own": (
        {"x/teams.yaml": _group("team-x")},
        {"teams.yaml": _group("team-x")},
        ("`x/teams.yaml:1` defines it and is not read: "
        f"name the file in `descriptors` of the source, {_WAYS}"),
    ),
    "a refused document": (
        {"x/catalog-info.yaml": _group("team-x", parent="[a]")},
        {},
        "`x/catalog-info.yaml:4` defines it and is refused: correct what is wrong there",
    ),
    "a refused document of another repository": (
        {},
        {"catalog-info.yaml": _group("team-x").replace("type: team", "type: 1")},
        "`catalog-info.yaml:4` of org defines it and is refused: correct what is wrong there",
    ),
    "no file at all": ({}, {}, "correct the reference, or add a descriptor for group:default/team-x"),
}  # fmt: skip


@pytest.mark.parametrize("name", _DANGLING)
def test_a_dangling_reference_names_the_file_that_defines_its_target(
    tmp_path: Path, name: str
) -> None:
    own, others, fix = _DANGLING[name]
    readings = [
        _reading(tmp_path, "shop", {"catalog-info.yaml": _component("team-x"), **own}),
        _reading(tmp_path, "org", others),
    ]
    assert [one.fix for one in _dangling(readings)] == [fix]
    assert [one.fix for one in _dangling(readings[::-1])] == [fix]


def test_of_single_files_nothing_is_reported_of_the_others(tmp_path: Path) -> None:
    files = {"catalog-info.yaml": _component("team-x"), "teams.yaml": _group("team-x")}
    reading = _reading(tmp_path, "shop", files, Scope.FILES)
    assert (reading.catalog.unread, reading.catalog.problems) == ((), ())


def _dangling(readings: list[RepositoryReading]) -> list[Problem]:
    return [one for one in assemble(readings).problems if one.rule == "dangling-reference"]
