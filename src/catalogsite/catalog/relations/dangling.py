"""References to entities that do not exist, with suggestions for what their authors meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.intended import Intended, IntendedEntities
from catalogsite.catalog.relations.relations import Reference
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.problems.value_text import path_text


class DefinedOutside(NamedTuple):
    """Where an entity is defined that is not in the catalog, because it is refused or not read."""

    repository: str | None
    file: str
    line: int | None
    refused: bool


def dangling_problems(
    missing: Sequence[tuple[str, Reference]],
    entities: Mapping[str, ReadEntity],
    around: KnownEntities = NO_OTHER_ENTITIES,
    outside: Mapping[str, Sequence[DefinedOutside]] | None = None,
) -> Iterator[Problem]:
    """A problem for each missing reference, given with the reference of its entity.

    Inferred entities are left out: they have no author who could correct them. If only a part of
    the catalog is known, the entity may exist elsewhere: an info, with a fix only if there is a
    similar name. `outside` are the definitions, by reference, that are not in the catalog.
    """
    outside = outside or {}
    written = [(ref, one) for ref, one in missing if not entities[ref].origin.inferred]
    if not written:
        return
    intended = IntendedEntities({**around.entities, **entities})
    for ref, reference in written:
        at = reference_location(ref, entities[ref], reference)
        defined = outside.get(reference.target, ())
        if defined:
            own = (one for one in defined if one.repository == at.repository)
            yield _defined_outside(reference, at, next(own, defined[0]))
        else:
            yield _missing(reference, at, intended.find(reference, ref), whole=around.whole)


def _missing(
    reference: Reference, at: SourceLocation, found: Intended | None, *, whole: bool
) -> Problem:
    field, target = reference.place, reference.target
    if found is None or found.by is None:
        suggestion = found.suggestion if found else None
        return problem(
            "dangling-reference",
            None if whole else "partial",
            at=at,
            field=field,
            target=target,
            suggestion=suggestion,
        )
    return problem(
        "dangling-reference",
        "other-property" if whole else "partial-other-property",
        at=at,
        field=field,
        target=target,
        property=found.by,
        suggestion=found.suggestion,
    )


def _defined_outside(reference: Reference, at: SourceLocation, found: DefinedOutside) -> Problem:
    line = f":{found.line}" if found.line else ""
    other = found.repository is not None and found.repository != at.repository
    place = f"`{found.file}{line}`" + (f" of {found.repository}" if other else "")
    field, target = reference.place, reference.target
    return problem(
        "dangling-reference",
        "refused" if found.refused else ("unread-elsewhere" if other else "unread"),
        at=at,
        field=field,
        target=target,
        place=place,
    )


def reference_location(ref: str, entity: ReadEntity, reference: Reference) -> SourceLocation:
    """Where a reference is written; the start of the entity's document if that is not known."""
    origin = entity.origin
    line, column = entity.positions.get(path_text(reference.path), (origin.line, None))
    return SourceLocation(origin.file, line, column, ref, origin.repository)
