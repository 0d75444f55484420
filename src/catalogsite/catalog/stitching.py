"""Relates entities in both directions, and tells which references lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalogsite.catalog.findings import field
from catalogsite.catalog.references import DEFAULT_NAMESPACE
from catalogsite.catalog.relations import FIELDS, Reference, RelationField, references
from catalogsite.catalog.values import ReadEntity
from catalogsite.errors import UnknownReferenceError
from catalogsite.model import EntityData, Level, Problem

_SHORTEST, _LONGEST = 5, 40
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
            own.add((relation.forward, target))
            other = relations.get(target)
            if other is None:
                missing.append((ref, reference))
                continue
            other.add((relation.backward, ref))
            if relation.kinds and target.partition(":")[0] not in relation.kinds:
                problems.append(_wrong_kind(ref, entity, reference))
    suggestions = _Suggestions(entities) if missing else None
    for ref, reference in missing:
        fix = suggestions.fix(reference) if suggestions else None
        problems.append(_dangling(ref, entities[ref], reference, fix))
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


def _dangling(ref: str, entity: ReadEntity, reference: Reference, fix: str | None) -> Problem:
    message = f"`{field(reference.path)}` names {reference.target}, which is not in the catalog"
    return _problem("dangling-reference", ref, entity, reference, message, fix)


def _wrong_kind(ref: str, entity: ReadEntity, reference: Reference) -> Problem:
    kinds = " or ".join(sorted(kind.capitalize() for kind in reference.field.kinds))
    message = f"`{field(reference.path)}` names {reference.target}; it should be a {kinds}"
    return _problem("wrong-kind", ref, entity, reference, message, f"name a {kinds}")


def _problem(
    rule: str, ref: str, entity: ReadEntity, reference: Reference, message: str, fix: str | None
) -> Problem:
    line, column = entity.lines.get(
        f"{reference.field.name} {reference.text}", (entity.origin.line, None)
    )
    return Problem.model_construct(
        rule=rule, level=Level.WARNING, message=message, fix=fix, entity_ref=ref,
        repository=entity.origin.repository, file=entity.origin.file, line=line, column=column,
    )  # fmt: skip


def _alone(ref: str, entity: ReadEntity) -> Problem:
    quiet = entity.origin.inferred or ref.partition(":")[0] in _ALONE_IS_FINE
    return Problem.model_construct(
        rule="" if quiet else "orphan", level=Level.INFO, entity_ref=ref,
        message=f"{ref} names no other entity and is named by none",
        fix="relate it to what it belongs to, or remove it",
        repository=entity.origin.repository, file=entity.origin.file, line=entity.origin.line,
        column=None,
    )  # fmt: skip


class _Suggestions:
    """What the author of a dangling reference may have meant, found without comparing all.

    Names are near each other where they are equal but for signs and a plural, or for one letter
    that is missing, wrong or in the place of its neighbour.
    """

    def __init__(self, entities: Mapping[str, Any]) -> None:
        self._names: dict[str, list[str]] = {}
        self._mutilated: dict[str, list[str]] = {}
        self._known: dict[tuple[str, frozenset[str]], str | None] = {}
        for ref in sorted(entities):
            name = _plain(ref.rpartition("/")[2])
            self._names.setdefault(name, []).append(ref)
            for variant in _mutilations(name):
                self._mutilated.setdefault(variant, []).append(ref)

    def fix(self, reference: Reference) -> str:
        """Name what comes nearest, or say what to do."""
        kind, _, rest = reference.target.partition(":")
        key = (_plain(rest.partition("/")[2]), reference.field.kinds or frozenset({kind}))
        if key not in self._known:
            self._known[key] = self._nearest(*key)
        near = self._known[key]
        if near:
            return f"did you mean `{_short(near)}`?"
        return f"correct the reference, or add a descriptor for {reference.target}"

    def _nearest(self, name: str, kinds: frozenset[str]) -> str | None:
        variants = (self._mutilated.get(variant, ()) for variant in _mutilations(name))
        near = (self._names.get(name, ()), self._mutilated.get(name, ()), *variants)
        found = (ref for refs in near for ref in refs if ref.partition(":")[0] in kinds)
        return next((ref for ref in found if _one_slip(name, _plain(ref.rpartition("/")[2]))), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name).removesuffix("s")


def _one_slip(one: str, other: str) -> bool:
    if len(one) != len(other):
        return True  # The index found them, so one letter is missing from the longer.
    wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) < 2:
        return True
    first, *rest = wrong
    swapped = one[first] == other[first + 1] and one[first + 1] == other[first]
    return rest == [first + 1] and swapped


def _mutilations(name: str) -> set[str]:
    # Of very short names many would be near each other by chance, and nobody misspells long ones.
    if not _SHORTEST <= len(name) <= _LONGEST:
        return set()
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def _short(ref: str) -> str:
    return ref.replace(f":{DEFAULT_NAMESPACE}/", ":")
