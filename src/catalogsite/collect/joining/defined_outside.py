"""The definitions that repositories have and the catalog has not: files not read, entities refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from catalogsite.catalog.relations.dangling import DefinedOutside
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.model.problem import Level, Problem

_REFUSING = frozenset({"unknown-kind", "kind-not-allowed"})
"""Rules of any level that keep an entity out of the catalog."""


def defined_outside(
    readings: Iterable[RepositoryReading], problems: Iterable[Problem]
) -> dict[str, list[DefinedOutside]]:
    """Where each entity is defined that was refused or not read, by reference."""
    found: dict[str, list[DefinedOutside]] = defaultdict(list)
    for reading in readings:
        for one in reading.catalog.unread:
            place = DefinedOutside(reading.repository.id, one.file, one.line, refused=False)
            found[one.ref].append(place)
    for problem in problems:
        ref, file = problem.entity_ref, problem.file
        if ref and file and (problem.level is Level.ERROR or problem.rule in _REFUSING):
            place = DefinedOutside(problem.repository, file, problem.line, refused=True)
            found[ref].append(place)
    return found
