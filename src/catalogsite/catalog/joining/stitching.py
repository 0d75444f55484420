"""Relates entities in both directions, and tells which references lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.dangling import dangling_problems, reference_problem
from catalogsite.catalog.relations.reference_case import case_problem
from catalogsite.catalog.relations.relations import FIELDS, Reference, RelationField, references
from catalogsite.errors import UnknownReferenceError
from catalogsite.model.entity import EntityData
from catalogsite.model.problem import Level, Problem

_ALONE_IS_FINE = frozenset({"location", "template", "user"})


def stitch(
    entities: Mapping[str, ReadEntity],
    fields: Mapping[str, tuple[RelationField, ...]] = FIELDS,
    around: KnownEntities = NO_OTHER_ENTITIES,
) -> tuple[list[EntityData], list[Problem]]:
    """The entities sorted by reference, each with its relations, and what is wrong with them.

    `around` is what the rest of the catalog holds, where these are only a part of it.
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
            if other is not None and reference.is_related and reference.is_answered:
                other.add((relation.backward, ref))
            named = entities.get(target) or around.entities.get(target)
            if relation.kinds and target.partition(":")[0] not in relation.kinds:
                problems.append(_wrong_kind(ref, entity, reference))
            elif named is None:
                missing.append((ref, reference))
            elif problem := case_problem(ref, entity, reference, named.data["metadata"]["name"]):
                problems.append(problem)
    problems.extend(dangling_problems(missing, entities, around))
    problems.extend(_alone(entities, relations, around))
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
    kinds = " or ".join(sorted(kind.capitalize() for kind in reference.field.kinds))
    message = f"`{reference.place}` names {reference.target}; it should be a {kinds}"
    fix = f"name a {kinds}"
    return reference_problem(ref, entity, reference, rule="wrong-kind", message=message, fix=fix)


def _alone(
    entities: Mapping[str, ReadEntity],
    relations: Mapping[str, set[tuple[str, str]]],
    around: KnownEntities,
) -> Iterator[Problem]:
    """Entities without a relation; where not all of the catalog is known, nobody can tell."""
    for ref, own in relations.items() if around.whole else ():
        origin = entities[ref].origin
        quiet = origin.inferred or ref.partition(":")[0] in _ALONE_IS_FINE
        if not own and not quiet and ref not in around.related:
            yield Problem.model_construct(
                rule="orphan", level=Level.INFO, entity_ref=ref,
                message=f"{ref} names no other entity and is named by none",
                fix="relate it to what it belongs to, or remove it",
                repository=origin.repository, file=origin.file, line=origin.line, column=None,
            )  # fmt: skip
