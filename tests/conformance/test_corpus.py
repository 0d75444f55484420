"""Real descriptors of public organisations, each judged by Backstage's own package and by us.

What Backstage refuses has a problem at its line; what it takes has none that is an error. The
counts are printed: `pytest -s tests/conformance/test_corpus.py`.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.environment import CORPUS, needs_corpus

from catalogsite.catalog.descriptors.fixtures import is_fixture
from catalogsite.catalog.descriptors.placeholders import RESOLVERS
from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.yaml12.documents import Document, iter_documents

_GLOBS = ("**/*.yaml", "**/*.yml", "**/catalog-info.json")
# Told once a file, at the first of its documents: nobody mends a dump of Kubernetes line by line.
_REPORTED_ONCE = frozenset({"kubernetes-object", "no-envelope", "template-skeleton"})
# What the catalog refuses or drops after the rules of `catalog-model`: other files, other entities.
_OF_THE_PIPELINE = frozenset(
    {"duplicate-entity", "location-target", "location-type", "placeholder", "reference-format"}
)


class _Case(NamedTuple):
    place: str
    document: Document
    problems: list[Problem]
    reported_once: str | None


@needs_corpus
def test_real_descriptors_are_judged_as_backstage_judges_them(backstage: Any) -> None:
    counts: Counter[str] = Counter()
    silent, harsh = [], []
    for case in _cases():
        accepted = _accepts(case.document, backstage)
        errors = [
            one.rule
            for one in case.problems
            if one.level is Level.ERROR and one.rule not in _OF_THE_PIPELINE
        ]
        if not accepted:
            counts["refused"] += 1
            counts["reported at its line"] += bool(case.problems)
            if not case.problems and case.reported_once:
                counts[f"reported by one {case.reported_once}"] += 1
            elif not case.problems:
                silent.append(case.place)
        else:
            counts["taken"] += 1
            if errors:
                harsh.append((case.place, errors))
    sys.stdout.write(f"\ncorpus: {dict(counts)}\n")
    assert silent == []
    assert harsh == []
    assert counts["taken"] > 10_000
    assert counts["refused"] > 900


def _cases() -> Iterator[_Case]:
    for folder in sorted([*CORPUS.iterdir(), *(CORPUS.parent / "odd").iterdir()]):
        if folder.is_dir():
            yield from _cases_of(folder)


def _cases_of(folder: Path) -> Iterator[_Case]:
    tree = FolderTree(folder)
    name = f"{folder.parent.name}/{folder.name}"
    reading = read_catalog(
        tree, Repository(id=name, name=name, source="folder"), _GLOBS, whole=True
    )
    reported = defaultdict(list)
    for problem in reading.problems:
        reported[problem.file].append(problem)
    skeletons = "template-skeleton" in {problem.rule for problem in reading.problems}
    fixtures = "descriptor-fixture" in {problem.rule for problem in reading.problems}
    taken = {entity.origin.file for entity in reading.entities}
    for path in tree.paths():
        hidden = f"/{path}".count("/.")
        if hidden or not path.endswith((".yaml", ".yml", "catalog-info.json")):
            continue
        text = tree.read(path).decode("utf-8", errors="replace")
        documents = list(iter_documents(text))
        once = {one.rule for one in reported[path] if one.rule in _REPORTED_ONCE or not one.line}
        if skeletons and path not in taken:
            # A file of a skeleton is reported with all of them, in one line a repository.
            once.add("template-skeleton")
        if fixtures and path not in taken and is_fixture(path):
            # So is test data.
            once.add("descriptor-fixture")
        first = 1
        for index, document in enumerate(documents, 1):
            following = documents[index] if index < len(documents) else None
            end = following.position().line if following else sys.maxsize
            here = [one for one in reported[path] if one.line and first <= one.line < end]
            yield _Case(f"{name}/{path}:{document.line}", document, here, min(once, default=None))
            first = end


def _accepts(document: Document, backstage: Any) -> bool:
    entity = document.data
    if document.error is not None or not isinstance(entity, dict):
        return False
    entity = _without_placeholders(entity)
    if (entity.get("kind"), entity.get("apiVersion")) == (
        "Template",
        "scaffolder.backstage.io/v1beta3",
    ):
        # Its own schema comes in a package with a hundred others; the vectors replay that.
        entity = {**entity, "kind": "Location", "apiVersion": "backstage.io/v1alpha1", "spec": {}}
        return bool(backstage.ask(entity=entity)["accept"]) and "spec" in document.data
    return bool(backstage.ask(entity=entity)["accept"])


def _without_placeholders(value: Any) -> Any:
    """The value as it is once its placeholders are read: a text stands for each."""
    if isinstance(value, list):
        return [_without_placeholders(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and next(iter(value)) in RESOLVERS:
        return "text"
    return {key: _without_placeholders(item) for key, item in value.items()}
