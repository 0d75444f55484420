"""View models of an entity's relations: tables, and references to missing entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogsite.model.entity import EntityData, targets_by_type
from catalogsite.model.urls import split_ref
from catalogsite.render.filters import slug
from catalogsite.render.portal.portal import Portal
from catalogsite.render.views.entity_link import BASE, kind_order, short_ref

ROWS = 10
"""Rows of a relation table; others are named below it."""

NAMES = 20
"""Names below a relation table; the catalog table or the JSON has all."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table of the entities that this one has one relation to."""

    id: str
    title: str
    refs: tuple[str, ...]
    others: tuple[str, ...]
    total: int
    more: str


# What the header of a page or its list of owned entities shows.
_ELSEWHERE = frozenset({"ownedBy", "partOf", "hasPart"})
_OWNERS = frozenset({"group", "user"})

_PARTS = {
    ("component", "component"): "Subcomponents",
    ("domain", "domain"): "Subdomains",
}


_RELATION_FILTER = {"system": "system", "domain": "system", "group": "owner", "user": "owner"}


def relation_tables(portal: Portal, ref: str, entity: EntityData) -> tuple[Relation, ...]:
    """The tables of an entity's relations to entities of the catalog."""
    targets = {
        relation: found
        for relation, refs in targets_by_type(entity).items()
        if (found := [target for target in refs if target in portal.links])
    }
    kind = split_ref(ref)[0]
    elsewhere = _ELSEWHERE | {"ownerOf"} if kind in _OWNERS else _ELSEWHERE
    return (
        *_stated(portal, {name: targets[name] for name in targets.keys() - elsewhere}),
        *_parts(portal, ref, targets.get("hasPart", ())),
        *_inferred_users(portal, ref),
    )


def _stated(portal: Portal, targets: Mapping[str, list[str]]) -> Iterator[Relation]:
    """A table for each type of relation."""
    types = portal.relation_types
    for relation in types.sorted(targets):
        yield _table(portal, relation, types.direction(relation).title, targets[relation], more="")


def _parts(portal: Portal, ref: str, refs: Sequence[str]) -> Iterator[Relation]:
    """A table for each kind of the parts of an entity."""
    kind = split_ref(ref)[0]
    parts: dict[str, list[str]] = {}
    for target in refs:
        parts.setdefault(split_ref(target)[0], []).append(target)
    for part, found in sorted(parts.items(), key=lambda item: kind_order(item[0])):
        title = _PARTS.get((kind, part), f"Has {_lower(portal.kind_name(part, many=True))}")
        more = f"{BASE}catalog/?kind={part}&{_RELATION_FILTER.get(kind, 'system')}={ref}"
        yield _table(portal, f"has-{part}", title, found, more)


def _inferred_users(portal: Portal, ref: str) -> Iterator[Relation]:
    """The table of entities whose manifests alone name this one."""
    if users := portal.graph.inferred(ref).dependents:
        yield _table(portal, "inferred-used-by", "Used by, by their files", list(users), more="")


def _lower(words: str) -> str:
    """The name of a kind inside a sentence: `components`, but `APIs` and `AIResources` as they are."""
    return words.lower() if words[1:].islower() else words


def _table(portal: Portal, name: str, title: str, refs: list[str], more: str) -> Relation:
    ordered = sorted(refs, key=lambda ref: portal.links[ref].title.lower())
    return Relation(slug(name), title, *_cut(ordered), len(refs), more)


def _cut(refs: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(refs[:ROWS]), tuple(refs[ROWS : ROWS + NAMES])


def missing(portal: Portal, entity: EntityData) -> tuple[str, ...]:
    """The targets of the entity's relations that the catalog lacks, sorted."""
    refs = {r["targetRef"].lower() for r in entity.get("relations") or ()}
    return tuple(sorted(short_ref(ref) for ref in refs if ref not in portal.links))
