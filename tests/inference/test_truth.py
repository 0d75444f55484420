"""Edges inside of real repositories, compared with the truth that was written by hand: precision and recall."""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from tests.environment import CORPUS, needs_corpus

from catalogsite.inference import infer_repository
from catalogsite.inference.packages.registry import ECOSYSTEMS
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.folder_tree import FolderTree

TRUTH = Path(__file__).parent / "truth" / "repositories"
ACME = Path(__file__).parents[2] / "examples" / "acme" / "repos"
NAMES = sorted(path.stem for path in TRUTH.glob("*.yaml"))
SCOPES = ("runtime", "build", "test")

READERS = frozenset(one.__name__.rpartition(".")[2] for one in ECOSYSTEMS)
WITHOUT_READER = frozenset({"nuget"}) - READERS
"""The ecosystems whose edges are all missed while nothing reads their files."""


class Edge(NamedTuple):
    """Who needs whom, and the line that says it."""

    source: str
    target: str
    purl: str
    at: str
    scope: str
    constraint: str | None


class Answer(NamedTuple):
    """The edges of the truth and those that were found, of one repository."""

    stated: frozenset[Edge]
    found: frozenset[Edge]


def truth_of(name):
    return yaml.safe_load((TRUTH / f"{name}.yaml").read_text("utf-8"))


def root_of(truth):
    return ACME if truth["repository"] == "acme" else CORPUS / truth["folder"]


def read(truth):
    """Every package and every dependency, with paths from the folder of the truth."""
    root = root_of(truth)
    folders = sorted(root.iterdir()) if truth["repository"] == "acme" else [root]
    for folder in folders:
        prefix = "" if folder == root else f"{folder.name}/"
        repository = Repository(id=f"git.example/{folder.name}", name=folder.name, source="folder")
        found = infer_repository(FolderTree(folder), repository)
        for one in (*found.packages, *found.dependencies):
            yield one.model_copy(update={"file": f"{prefix}{one.file}"})


@cache
def answer(name):
    """The edges of one repository by the join of what is published and what is used."""
    truth = truth_of(name)
    publishers = {purl: one["name"] for one in truth["components"] for purl in one["publishes"]}
    found: dict[tuple[str, str], Edge] = {}
    for one in read(truth):
        target = publishers.get(one.purl)
        if target is None or not hasattr(one, "scope"):
            continue
        source = source_of(one, truth["components"], publishers)
        if source in (None, target):
            continue
        edge = Edge(source, target, one.purl, f"{one.file}:{one.line}", one.scope, one.requirement)
        known = found.get((source, target))
        if known is None or SCOPES.index(edge.scope) < SCOPES.index(known.scope):
            found[source, target] = edge
    stated = (
        Edge(*(edge[key] for key in ("from", "to", "purl", "at", "scope", "constraint")))
        for edge in truth["edges"]
    )
    return Answer(frozenset(stated), frozenset(found.values()))


def source_of(dependency, components, publishers):
    """The component whose manifest it is: the one that publishes its package, else the one of its folder."""
    if dependency.package in publishers:
        return publishers[dependency.package]
    folder = dependency.file.rpartition("/")[0] or "."
    return next((one["name"] for one in components if one["folder"] == folder), None)


def ecosystem(edge):
    return edge.purl.removeprefix("pkg:").partition("/")[0]


def cases():
    return [
        pytest.param(name, marks=() if name == "acme" else needs_corpus, id=name) for name in NAMES
    ]


@pytest.mark.parametrize("name", cases())
def test_edges_are_those_of_the_truth_at_its_lines(name):
    stated, found = answer(name)
    assert found == {edge for edge in stated if ecosystem(edge) not in WITHOUT_READER}


@needs_corpus
def test_precision_and_recall_of_each_ecosystem(capsys):
    stated: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for name in NAMES:
        one = answer(name)
        stated.update(map(ecosystem, one.stated))
        found.update(map(ecosystem, one.found))
        right.update(map(ecosystem, one.stated & one.found))
    with capsys.disabled():
        sys.stdout.write(f"\n{'ecosystem':9}  edges  found  right  precision  recall\n")
        for kind in sorted(stated | found):
            precision = right[kind] / found[kind] if found[kind] else 1.0
            recall = right[kind] / stated[kind] if stated[kind] else 1.0
            counts = f"{stated[kind]:5}  {found[kind]:5}  {right[kind]:5}"
            sys.stdout.write(f"{kind:9}  {counts}  {precision:9.2f}  {recall:6.2f}\n")
    for kind in stated | found:
        assert right[kind] == found[kind], f"{kind}: an edge that is none"
        assert kind in WITHOUT_READER or right[kind] == stated[kind], f"{kind}: a missed edge"
