"""Relations in both directions, and the references that lead nowhere or to the wrong kind."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from catalogsite.catalog.findings import field
from catalogsite.catalog.relations import Reference, references
from catalogsite.catalog.values import ReadEntity
from catalogsite.errors import UnknownReferenceError
from catalogsite.model import EntityData, Level, Problem


class Stitched(NamedTuple):
    """Entities by reference with their relations sorted by type and target; and problems."""

    entities: dict[str, EntityData]
    problems: tuple[Problem, ...]


def stitch(chosen: Mapping[str, ReadEntity]) -> Stitched:
    """Give every entity its relations; a dangling one stays, as Backstage keeps it."""
    relations: dict[str, set[tuple[str, str]]] = {ref: set() for ref in chosen}
    problems: list[Problem] = []
    names = _names(chosen)
    for source, entity in chosen.items():
        for reference in _references(entity):
            relations[source].add((reference.field.forward, reference.target))
            if reference.target in relations:
                relations[reference.target].add((reference.field.backward, source))
            problem = _problem(source, entity, reference, relations, names)
            if problem:
                problems.append(problem)
    stitched = {ref: _stitched(entity.data, relations[ref]) for ref, entity in chosen.items()}
    return Stitched(stitched, tuple(problems))


def _references(entity: ReadEntity) -> list[Reference]:
    try:
        return list(references(entity.data))
    except UnknownReferenceError:
        return []  # the reader refused such an entity; an inferred one may still carry one


def _stitched(entity: EntityData, relations: set[tuple[str, str]]) -> EntityData:
    listed = [{"type": kind, "targetRef": target} for kind, target in sorted(relations)]
    return {**entity, "relations": listed}


def _names(chosen: Mapping[str, ReadEntity]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for ref in chosen:
        names.setdefault(ref.partition(":")[0], []).append(ref)
    return names


def _problem(
    source: str,
    entity: ReadEntity,
    reference: Reference,
    known: Mapping[str, object],
    names: Mapping[str, list[str]],
) -> Problem | None:
    kind = reference.target.partition(":")[0]
    allowed = reference.field.kinds
    place = field(reference.path)
    if allowed and kind not in allowed:
        rule, level = "wrong-kind", Level.WARNING
        message = f"`{place}` names a {kind}, where {' or '.join(sorted(allowed))} is expected"
        fix = f"write a reference to a {sorted(allowed)[0]}"
    elif reference.target not in known:
        rule = "dangling-reference"
        level = Level.INFO if entity.origin.inferred else Level.WARNING
        message = f"`{place}: {reference.text}` names nothing in the catalog"
        fix = _suggestion(reference.target, names.get(kind, []))
    else:
        return None
    line, column = entity.lines.get(place, (entity.origin.line, None))
    return Problem(
        rule=rule,
        level=level,
        message=message,
        fix=fix,
        file=entity.origin.file,
        line=line,
        column=column,
        entity_ref=source,
        repository=entity.origin.repository,
    )


def _suggestion(target: str, candidates: list[str]) -> str:
    # Comparing with thousands of names for each of thousands of references would take minutes.
    near = [name for name in candidates if abs(len(name) - len(target)) <= 2]  # noqa: PLR2004
    close = get_close_matches(target, near, n=1, cutoff=0.85) if len(near) <= 300 else []  # noqa: PLR2004
    if close:
        return f"did you mean `{close[0]}`?"
    return f"add the entity {target}, or correct the reference"
