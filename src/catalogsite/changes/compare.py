"""Compares two snapshots. Pure: times, paths of this machine and crawl reports do not count."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from catalogsite.catalog.annotations.locations import EDIT, OVERWRITTEN, SOURCE, VIEW
from catalogsite.catalog.relations.relations import FIELDS
from catalogsite.catalog.tools.table import is_secret
from catalogsite.changes.change import Change, Changed, Changes, Edge, Named, Renamed
from catalogsite.changes.renames import find_renames
from catalogsite.model.entity import EntityData, owner_of, ref_of, stored_digest, title_of
from catalogsite.model.problem import Problem, by_place
from catalogsite.model.relations.types import RelationTypes
from catalogsite.model.snapshot import Snapshot

GENERATED = OVERWRITTEN | {SOURCE, VIEW, EDIT, "backstage.io/orphan"}
"""Annotations with the place of the descriptor: a move of the whole repository changes them."""

_REFERENCES = frozenset(relation.name for fields in FIELDS.values() for relation in fields)
_LINE = re.compile(r":\d+(?=\D|$)")
_OWNED = "ownedBy"
_Identified = tuple[tuple[str, ...], Problem]
_ALWAYS_SAME = ("metadata.uid", "metadata.etag")


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """The changes that an author, a reviewer or a reader of the portal would care about."""
    before = {ref_of(entity): entity for entity in old.entities}
    after = {ref_of(entity): entity for entity in new.entities}
    renames = find_renames(
        {ref: before[ref] for ref in before.keys() - after.keys()},
        {ref: after[ref] for ref in after.keys() - before.keys()},
        old.origins,
        new.origins,
    )
    gone = before.keys() - after.keys() - renames.keys()
    came = after.keys() - before.keys() - set(renames.values())
    types = RelationTypes((*new.relation_types, *old.relation_types))
    edges = _differing_edges(before, after, types, renames)
    lost, gained = _relations(*edges, renames, gone | came)
    problems_gone, problems_new = _problems(old, new)
    return Changes(
        added=tuple(_named(ref, after[ref], new) for ref in sorted(came)),
        removed=tuple(_named(ref, before[ref], old) for ref in sorted(gone)),
        renamed=tuple(Renamed(before=one, after=renames[one]) for one in sorted(renames)),
        changed=tuple(_changed(before, after, renames)),
        relations_gained=tuple(gained),
        relations_lost=tuple(lost),
        problems_new=tuple(problems_new),
        problems_gone=tuple(problems_gone),
    )


def flat(entity: EntityData) -> dict[str, Any]:
    """The values that an author writes, by dotted path, without references and names."""
    metadata = {k: v for k, v in entity["metadata"].items() if k not in {"name", "namespace"}}
    annotations = metadata.get("annotations") or {}
    metadata["annotations"] = {
        key: _digest(value) if is_secret(key) else value
        for key, value in annotations.items()
        if key not in GENERATED
    }
    spec = {k: v for k, v in (entity.get("spec") or {}).items() if k not in _REFERENCES}
    if "definition" in spec:
        spec["definition"] = _digest(spec["definition"])
    found = dict(_leaves({"metadata": metadata, "spec": spec}, ""))
    found["apiVersion"] = entity["apiVersion"]
    return {key: value for key, value in found.items() if key not in _ALWAYS_SAME}


def _leaves(value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _leaves(inner, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", inner


def _digest(definition: Any) -> Any:
    """The hash of a definition or key; it is the same for a definition that was moved to the store."""
    if isinstance(definition, str):
        return f"sha256:{hashlib.sha256(definition.encode(errors='replace')).hexdigest()[:12]}"
    stored = stored_digest(definition)
    return f"sha256:{stored[:12]}" if stored else definition


def _changed(
    before: Mapping[str, EntityData], after: Mapping[str, EntityData], renames: Mapping[str, str]
) -> Iterator[Changed]:
    for ref in sorted(before):
        now = renames.get(ref, ref)
        if now not in after:
            continue
        owners = owner_of(before[ref]), owner_of(after[now])
        changes = list(_fields(before[ref], after[now]))
        if renames.get(owners[0] or "", owners[0]) != owners[1]:
            changes.insert(0, Change(field="owner", before=owners[0], after=owners[1]))
        if changes:
            yield Changed(ref=now, changes=tuple(changes))


def _fields(before: EntityData, after: EntityData) -> Iterator[Change]:
    if before == after:
        return
    old, new = flat(before), flat(after)
    for key in sorted(old.keys() | new.keys(), key=_weight):
        if old.get(key) != new.get(key):
            yield Change(field=_short(key), before=old.get(key), after=new.get(key))


def _short(key: str) -> str:
    return key.removeprefix("metadata.").removeprefix("spec.")


def _weight(key: str) -> tuple[int, str]:
    """The order of fields: lifecycle, type, title and description, then the rest by name."""
    first = ("spec.lifecycle", "spec.type", "metadata.title", "metadata.description")
    return (first.index(key) if key in first else len(first), key)


def _named(ref: str, entity: EntityData, snapshot: Snapshot) -> Named:
    origin = snapshot.origins.get(ref)
    return Named(
        ref=ref,
        title=title_of(entity),
        owner=owner_of(entity),
        repository=origin.repository if origin else None,
        file=origin.file if origin else None,
        line=origin.line if origin else None,
    )


def _relations(
    old: set[Edge], new: set[Edge], renames: Mapping[str, str], apart: set[str]
) -> tuple[list[Edge], list[Edge]]:
    """Relations lost and gained, without those of entities that were added or removed."""
    moved = {
        edge.model_copy(
            update={
                "source": renames.get(edge.source, edge.source),
                "target": renames.get(edge.target, edge.target),
            }
        ): edge
        for edge in old - new
    }
    gained = sorted(new - old - moved.keys(), key=_edge_order)
    lost = sorted((edge for now, edge in moved.items() if now not in new), key=_edge_order)
    return _between(lost, apart), _between(gained, apart)


def _differing_edges(
    before: Mapping[str, EntityData],
    after: Mapping[str, EntityData],
    types: RelationTypes,
    renames: Mapping[str, str],
) -> tuple[set[Edge], set[Edge]]:
    """The old and the new relations of entities whose relations are not the same in both."""
    same = {
        ref
        for ref, entity in before.items()
        if ref in after
        and entity.get("relations") == after[ref].get("relations")
        and not (
            renames and any(one["targetRef"] in renames for one in entity.get("relations") or ())
        )
    }
    old, new = (
        set(_edges({ref: one for ref, one in entities.items() if ref not in same}, types))
        for entities in (before, after)
    )
    return old, new


def _edges(entities: Mapping[str, EntityData], types: RelationTypes) -> Iterator[Edge]:
    """Every relation once, from its source."""
    for ref, entity in entities.items():
        for relation in entity.get("relations") or ():
            direction, target = types.direction(relation["type"]), relation["targetRef"]
            ends = (target, ref) if direction.is_inverse else (ref, target)
            yield Edge(source=ends[0], type=direction.forward, target=ends[1])


def _between(edges: list[Edge], apart: set[str]) -> list[Edge]:
    # A change of the owner is listed among the fields.
    return [e for e in edges if e.type != _OWNED and not {e.source, e.target} & apart]


def _edge_order(edge: Edge) -> tuple[str, str, str]:
    return edge.source, edge.type, edge.target


def _problems(old: Snapshot, new: Snapshot) -> tuple[list[Problem], list[Problem]]:
    """Problems gone and new; one that only moved to another line is the same."""
    alias = _same_repository(old, new)
    before = [(_identity(problem, alias), problem) for problem in old.problems]
    after = [(_identity(problem, {}), problem) for problem in new.problems]
    # Problems on the same line are matched first: another one with the same message is then the new one.
    for precise in (True, False):
        counts = _counted(before, precise), _counted(after, precise)
        before = _surplus(before, counts[0] - counts[1], precise)
        after = _surplus(after, counts[1] - counts[0], precise)
    gone, came = ([problem for _, problem in found] for found in (before, after))
    return sorted(gone, key=by_place), sorted(came, key=by_place)


def _counted(problems: list[_Identified], precise: bool) -> Counter[Hashable]:
    return Counter(_key(one, precise) for one in problems)


def _surplus(
    problems: list[_Identified], wanted: Counter[Hashable], precise: bool
) -> list[_Identified]:
    left, found = wanted.copy(), []
    for one in problems:
        key = _key(one, precise)
        if left[key] > 0:
            left[key] -= 1
            found.append(one)
    return found


def _key(one: _Identified, precise: bool) -> Hashable:
    identity, problem = one
    return (identity, problem.line) if precise else identity


def _identity(problem: Problem, alias: Mapping[str, str]) -> tuple[str, ...]:
    repository = problem.repository or ""
    return (
        problem.rule,
        problem.level,
        alias.get(repository, repository),
        problem.file or "",
        problem.entity_ref or "",
        _LINE.sub("", problem.message),
    )


def _same_repository(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """The new id by the old one, if both snapshots are of one folder: it may have been moved."""
    ids = [one.id for one in old.repositories], [one.id for one in new.repositories]
    return {ids[0][0]: ids[1][0]} if len(ids[0]) == len(ids[1]) == 1 else {}
