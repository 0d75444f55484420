"""Adds the relations of all entities in both directions, and reports references that fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.catalog.kinds.core_kinds import AI_MODEL_VERSIONS
from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.dangling import (
    DefinedOutside,
    dangling_problems,
    reference_location,
)
from catalogsite.catalog.relations.reference_case import case_problem
from catalogsite.catalog.relations.relations import FIELDS, Reference, RelationField, references
from catalogsite.errors import UnknownReferenceError
from catalogsite.model.entity import EntityData
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.problems.value_text import with_article

_KIND_NAMES = {name.lower(): name for name in AI_MODEL_VERSIONS}
_KINDS_WITHOUT_RELATIONS = frozenset({"location", "template", "user"})


def stitch(
    entities: Mapping[str, ReadEntity],
    fields: Mapping[str, tuple[RelationField, ...]] = FIELDS,
    around: KnownEntities = NO_OTHER_ENTITIES,
    outside: Mapping[str, Sequence[DefinedOutside]] | None = None,
) -> tuple[list[EntityData], list[Problem]]:
    """The entities sorted by reference, each with its `relations`, and the problems of their references.

    `around` are the entities of the rest of the catalog if these are only a part of it, `outside` the
    definitions that are not in the catalog.
    """
    relations: dict[str, set[tuple[str, str]]] = {ref: set() for ref in entities}
    missing: list[tuple[str, Reference]] = []
    problems: list[Problem] = []
    for ref, entity in entities.items():
        own = relations[ref]
        for reference in _references(entity.data, fields):
            relation, target = reference.field, reference.target
            if reference.is_related:
                own.add((relation.forward, target))
            other = relations.get(target)
            if other is not None and reference.is_related and reference.has_inverse:
                other.add((relation.backward, ref))
            named = entities.get(target) or around.entities.get(target)
            if relation.kinds and target.partition(":")[0] not in relation.kinds:
                problems.append(_wrong_kind(ref, entity, reference))
            elif named is None:
                missing.append((ref, reference))
            elif case := case_problem(ref, entity, reference, named.data["metadata"]["name"]):
                problems.append(case)
    problems.extend(dangling_problems(missing, entities, around, outside))
    problems.extend(_orphans(entities, relations, around))
    stitched = [_with_relations(entities[ref].data, relations[ref]) for ref in sorted(entities)]
    return stitched, problems


def _references(
    entity: EntityData, fields: Mapping[str, tuple[RelationField, ...]]
) -> list[Reference]:
    try:
        return list(references(entity, fields))
    except UnknownReferenceError:
        # Only an entity that was never validated can have one, such as a snapshot's from before.
        return []


def _with_relations(entity: EntityData, relations: set[tuple[str, str]]) -> EntityData:
    listed = [{"type": kind, "targetRef": target} for kind, target in sorted(relations)]
    return {**entity, "relations": listed}


def _wrong_kind(ref: str, entity: ReadEntity, reference: Reference) -> Problem:
    kinds = " or ".join(sorted(_KIND_NAMES[kind] for kind in reference.field.kinds))
    at = reference_location(ref, entity, reference)
    field, target = reference.place, reference.target
    expected = with_article(kinds)
    return problem("wrong-kind", at=at, field=field, target=target, expected=expected)


def _orphans(
    entities: Mapping[str, ReadEntity],
    relations: Mapping[str, set[tuple[str, str]]],
    around: KnownEntities,
) -> Iterator[Problem]:
    """A problem for each entity without relations; none if only a part of the catalog is known."""
    if not around.whole:
        return
    for ref, own in relations.items():
        origin = entities[ref].origin
        expected = origin.inferred or ref.partition(":")[0] in _KINDS_WITHOUT_RELATIONS
        if not own and not expected and ref not in around.related:
            at = SourceLocation(origin.file, origin.line, None, ref, origin.repository)
            yield problem("orphan", at=at, entity=ref)
