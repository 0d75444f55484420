"""Problems of entities whose reference is defined more than once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.entity import Origin
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem


def dropped_duplicate(ref: str, dropped: Origin, kept: Origin) -> Problem:
    """The problem of an entity that is not in the catalog, because another one has its name."""
    return problem(
        "duplicate-entity", "dropped", at=_location(ref, dropped), entity=ref, place=_place(kept)
    )


def duplicates_elsewhere(
    entities: Mapping[str, ReadEntity], others: Mapping[str, ReadEntity]
) -> Iterator[Problem]:
    """A problem for each entity that another repository defines too; inferred ones do not count."""
    for ref, entity in entities.items():
        other = others.get(ref)
        if other and not other.origin.inferred and not entity.origin.inferred:
            at, place = _location(ref, entity.origin), _place(other.origin)
            yield problem("duplicate-entity", "elsewhere", at=at, entity=ref, place=place)


def _location(ref: str, origin: Origin) -> SourceLocation:
    return SourceLocation(origin.file, origin.line, entity_ref=ref, repository=origin.repository)


def _place(origin: Origin) -> str:
    line = f":{origin.line}" if origin.line else ""
    where = f"{origin.file}{line}" if origin.file else "its repository"
    return f"{where} of {origin.repository}" if origin.repository else where
