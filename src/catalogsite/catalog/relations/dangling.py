"""References to entities that do not exist, with suggestions for what their authors meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.relations import Reference
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.problems.suggest import SpellingIndex, spelling_key
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
    outside: Mapping[str, DefinedOutside] | None = None,
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
    suggestions = _Suggestions([*entities, *around.entities])
    for ref, reference in written:
        at = reference_location(ref, entities[ref], reference)
        field, target = reference.place, reference.target
        if target in outside:
            yield _defined_outside(reference, at, outside[target])
            continue
        similar = suggestions.similar(reference)
        if around.whole:
            yield problem(
                "dangling-reference", at=at, field=field, target=target, suggestion=similar
            )
        else:
            yield problem(
                "dangling-reference",
                "partial",
                at=at,
                field=field,
                target=target,
                suggestion=similar,
            )


def _defined_outside(reference: Reference, at: SourceLocation, found: DefinedOutside) -> Problem:
    line = f":{found.line}" if found.line else ""
    other = found.repository is not None and found.repository != at.repository
    place = f"`{found.file}{line}`" + (f" of {found.repository}" if other else "")
    field, target = reference.place, reference.target
    return problem(
        "dangling-reference",
        "refused" if found.refused else "unread",
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


class _Suggestions:
    """What the authors of dangling references probably meant, each name looked up once."""

    def __init__(self, entities: Iterable[str]) -> None:
        self._index = SpellingIndex((ref.rpartition("/")[2], ref) for ref in sorted(entities))
        self._known: dict[tuple[str, frozenset[str]], str | None] = {}

    def similar(self, reference: Reference) -> str | None:
        """A reference to an entity with a similar name and a fitting kind; None for no such."""
        kind, _, rest = reference.target.partition(":")
        name = rest.partition("/")[2]
        kinds = reference.field.kinds or frozenset({kind})
        key = (spelling_key(name), kinds)
        if key not in self._known:
            found = self._index.similar(name)
            fitting = (ref for ref in found if ref.partition(":")[0] in kinds)
            self._known[key] = next(fitting, None)
        near = self._known[key]
        return _as_written(near, reference) if near else None


def _as_written(near: str, reference: Reference) -> str:
    """A reference in the form that its author wrote the other one in."""
    kind, _, rest = near.partition(":")
    namespace, _, name = rest.partition("/")
    given = reference.text
    default = (reference.field.default_kind or "").lower()
    implied = kind == default and ":" not in given.partition("/")[0]
    inherited = "/" not in given and reference.target.partition(":")[2].startswith(f"{namespace}/")
    return f"{'' if implied else f'{kind}:'}{'' if inherited else f'{namespace}/'}{name}"
