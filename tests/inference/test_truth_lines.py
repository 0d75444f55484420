"""The truth written by hand is sound in itself: every edge is between components, and its line exists."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from tests.environment import CORPUS, needs_corpus

TRUTH = Path(__file__).parent / "truth"
ACME = Path(__file__).parents[2] / "examples" / "acme" / "repos"
ECOSYSTEMS = sorted((TRUTH / "ecosystems").glob("*.yaml"))
REPOSITORIES = sorted((TRUTH / "repositories").glob("*.yaml"))
ARTIFACTS = sorted((TRUTH / "artifacts").glob("*.yaml"))


def read(path):
    return yaml.safe_load(path.read_text("utf-8"))


def name_of(purl):
    """The name that a manifest writes for a package URL."""
    kind, _, rest = purl.removeprefix("pkg:").partition("/")
    return unquote(rest if kind in {"npm", "golang"} else rest.rpartition("/")[2])


def line_at(text, number):
    return text.splitlines()[number - 1]


def split(at):
    path, _, number = at.rpartition(":")
    return path, int(number)


@pytest.mark.parametrize("path", [*ECOSYSTEMS, *REPOSITORIES], ids=lambda path: path.stem)
def test_edges_are_between_components_and_name_what_the_target_publishes(path):
    truth = read(path)
    publishes = {one["name"]: one["publishes"] for one in truth["components"]}
    pairs = [(edge["from"], edge["to"]) for edge in truth["edges"]]
    assert len(publishes) == len(truth["components"])
    assert len(set(pairs)) == len(pairs)
    assert all(source != target and source in publishes for source, target in pairs)
    for edge in truth["edges"]:
        assert edge["purl"] in publishes[edge["to"]], edge
        assert edge["scope"] in {"runtime", "build", "test"}, edge


@pytest.mark.parametrize("path", ECOSYSTEMS, ids=lambda path: path.stem)
def test_places_in_an_ecosystem_are_lines_that_hold_the_constraint(path):
    truth = read(path)
    files = truth["files"]
    assert len(files) >= 10
    assert len(truth["not_edges"]) >= 10
    for edge in truth["edges"]:
        file, number = split(edge["at"])
        assert line_at(files[file], number).strip(), edge
        file, number = split(edge.get("via", edge["at"]))
        near = "\n".join(files[file].splitlines()[number - 1 : number + 2])
        for part in (edge["constraint"] or "").split(", "):
            assert part.lstrip("=~<>^ ") in near, edge
    for trap in truth["not_edges"]:
        file, number = split(trap["at"])
        assert line_at(files[file], number).strip(), trap
        assert trap["reason"], trap
        assert trap["at"] not in {edge["at"] for edge in truth["edges"]}, trap


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path.stem == "acme" else needs_corpus, id=path.stem)
        for path in REPOSITORIES
    ],
)
def test_places_in_a_repository_are_lines_that_name_the_dependency(path):
    truth = read(path)
    root = ACME if truth["repository"] == "acme" else CORPUS / truth["folder"]
    folders = {one["name"]: one["folder"] for one in truth["components"]}
    assert all((root / folder).is_dir() for folder in folders.values())
    for edge in truth["edges"]:
        file, number = split(edge["at"])
        line = line_at((root / file).read_text("utf-8-sig"), number)
        assert re.search(rf"(?<![\w-]){re.escape(name_of(edge['purl']))}(?![\w-])", line), edge
        assert (edge["constraint"] or "") in line, edge
        assert folders[edge["from"]] == "." or file.startswith(f"{folders[edge['from']]}/"), edge


@pytest.mark.parametrize("path", ARTIFACTS, ids=lambda path: path.stem)
def test_places_of_artifacts_are_lines_of_the_files(path):
    truth = read(path)
    files = truth["files"]
    names = {one["name"] for one in (*truth["components"], *truth.get("apis", ()))}
    places = [edge["at"] for edge in truth["edges"]]
    assert len(files) >= 10
    assert len(truth["not_edges"]) >= 10
    for edge in truth["edges"]:
        file, number = split(edge["at"])
        assert line_at(files[file], number).strip(), edge
        assert {edge["from"], edge["to"]} <= names, edge
    for trap in truth["not_edges"]:
        file, number = split(trap["at"])
        assert line_at(files[file], number).strip(), trap
        assert trap["reason"], trap
        assert trap["at"] not in places, trap


@pytest.mark.parametrize("path", ARTIFACTS, ids=lambda path: path.stem)
def test_edges_of_artifacts_name_what_the_target_publishes(path):
    truth = read(path)
    published = {one["name"]: one.get("publishes", ()) for one in truth["components"]}
    for edge in truth["edges"]:
        if "relation" in edge:
            assert edge["relation"] in {"consumesApi", "providesApi"}, edge
        else:
            assert edge["purl"] in published[edge["to"]], edge
            assert edge["scope"] in {"runtime", "build", "test"}, edge
