"""What an outage or a change of an entity reaches, and who must know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalogsite.execution.progress import counted
from catalogsite.graph.graph import Graph
from catalogsite.graph.reach import Reached
from catalogsite.graph.who_must_know import OwnerImpact, who_must_know
from catalogsite.model.entity import owner_of
from catalogsite.model.value import Value


class ImpactRow(Value):
    """One dependent: how many relations away, and the step before it."""

    distance: int
    ref: str
    via: str
    relation: str
    inferred: bool
    owner: str


class ImpactOwner(Value):
    """An owner of dependents, empty for those without one, and how to reach it."""

    owner: str
    entities: int
    contacts: tuple[str, ...]


class Impact(Value):
    """Every dependent of an entity, the nearest first, and their owners, that of most first."""

    ref: str
    dependents: tuple[ImpactRow, ...]
    owners: tuple[ImpactOwner, ...]


def impact(graph: Graph, ref: str, depth: int | None = None) -> Impact:
    """Who needs an entity, at most `depth` relations away."""
    groups = who_must_know(graph, ref, depth)
    return Impact(ref=ref, dependents=impact_rows(graph, groups), owners=impact_owners(groups))


def impact_rows(graph: Graph, groups: Iterable[OwnerImpact]) -> tuple[ImpactRow, ...]:
    """A row for each dependent, the nearest first."""
    rows = [_row(graph, one) for group in groups for one in group.reached]
    return tuple(sorted(rows, key=lambda row: (row.distance, row.ref)))


def impact_owners(groups: Iterable[OwnerImpact]) -> tuple[ImpactOwner, ...]:
    """The owners, in the order of the groups."""
    return tuple(map(_owner, groups))


def _row(graph: Graph, one: Reached) -> ImpactRow:
    entity = graph.entities.get(one.ref)
    owner = owner_of(entity) if entity is not None else None
    return ImpactRow(
        distance=one.distance,
        ref=one.ref,
        via=one.via,
        relation=one.relation,
        inferred=one.inferred,
        owner=owner or "",
    )


def _owner(group: OwnerImpact) -> ImpactOwner:
    return ImpactOwner(
        owner=group.owner or "",
        entities=len(group.reached),
        contacts=tuple(one.url.removeprefix("mailto:") for one in group.contacts),
    )


def impact_text(found: Impact) -> Iterator[str]:
    """The lines about the owners for a terminal."""
    yield from owners_text(found.dependents, found.owners)


def owners_text(dependents: Sequence[ImpactRow], owners: Sequence[ImpactOwner]) -> Iterator[str]:
    """How many entities of how many owners there are, and a line for each owner."""
    owned = [one for one in owners if one.owner]
    number = counted(len(dependents), "entity", "entities")
    yield f"{number} of {counted(len(owned), 'owner')}; who must know:"
    for one in owners:
        ways = f"  {', '.join(one.contacts)}" if one.contacts else ""
        name = one.owner or "without an owner"
        yield f"  {name}: {counted(one.entities, 'entity', 'entities')}{ways}"
