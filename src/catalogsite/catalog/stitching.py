"""Relates entities in both directions, and tells which references lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.catalog.dangling import dangling_problems, reference_problem
from catalogsite.catalog.findings import field
from catalogsite.catalog.relations import FIELDS, Reference, RelationField, references
from catalogsite.catalog.values import ReadEntity
from catalogsite.errors import UnknownReferenceError
from catalogsite.model import EntityData, Level, Problem

_ALONE_IS_FINE = frozenset({"location", "template", "user"})


def stitch(
    entities: Mapping[str, ReadEntity], fields: Mapping[str, tuple[RelationField, ...]] = FIELDS
) -> tuple[list[EntityData], list[Problem]]:
    """The entities sorted by reference, each with its relations, and what is wrong with them."""
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
            if other is None:
                missing.append((ref, reference))
                continue
            if reference.is_related and reference.is_answered:
                other.add((relation.backward, ref))
            if relation.kinds and target.partition(":")[0] not in relation.kinds:
                problems.append(_wrong_kind(ref, entity, reference))
    problems.extend(dangling_problems(missing, entities))
    problems.extend(_alone(ref, entities[ref]) for ref, own in relations.items() if not own)
    stitched = [_with_relations(entities[ref].data, relations[ref]) for ref in sorted(entities)]
    return stitched, [problem for problem in problems if problem.rule]


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
    message = f"`{field(reference.path)}` names {reference.target}; it should be a {kinds}"
    fix = f"name a {kinds}"
    return reference_problem(ref, entity, reference, rule="wrong-kind", message=message, fix=fix)


def _alone(ref: str, entity: ReadEntity) -> Problem:
    quiet = entity.origin.inferred or ref.partition(":")[0] in _ALONE_IS_FINE
    return Problem.model_construct(
        rule="" if quiet else "orphan", level=Level.INFO, entity_ref=ref,
        message=f"{ref} names no other entity and is named by none",
        fix="relate it to what it belongs to, or remove it",
        repository=entity.origin.repository, file=entity.origin.file, line=entity.origin.line,
        column=None,
    )  # fmt: skip
