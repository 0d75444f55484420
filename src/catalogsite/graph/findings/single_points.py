"""Entities whose failure parts the catalog, and needs that are weaker than who needs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.graph.cut_points import cut_points
from catalogsite.graph.graph import Graph
from catalogsite.graph.users import Users
from catalogsite.model.entity import EntityData

PRODUCTION = "production"
WEAK = ("deprecated", "experimental")


class SinglePoint(NamedTuple):
    """An entity that is the only connection between others; the counts are of all who need it.

    `production` are those in production, `owners` how many owners they have.
    """

    ref: str
    dependents: int
    production: int
    owners: int


class WeakNeed(NamedTuple):
    """An entity in production that needs one whose lifecycle is deprecated or experimental."""

    source: str
    target: str
    lifecycle: str
    inferred: bool


def single_points(graph: Graph, users: Users) -> tuple[SinglePoint, ...]:
    """The articulation points of the dependencies that anyone needs, the heaviest first.

    An articulation point is an entity without which the rest falls into more parts than before. They
    are sorted by how many in production need them, then by how many do at all. Finding them is
    linear; who needs them costs what `group_reaches` does.
    """
    needed = [one for one in _weighed(graph, users, _points(graph, users)) if one.dependents]
    return tuple(sorted(needed, key=lambda one: (-one.production, -one.dependents, one.ref)))


def _points(graph: Graph, users: Users) -> frozenset[int]:
    needs = graph.needs
    both = [
        [one for one in (*after, *before) if users.owner[one] >= 0]
        if users.owner[node] >= 0
        else []
        for node, (after, before) in enumerate(zip(needs.after, needs.before, strict=True))
    ]
    return cut_points(both)


def _weighed(graph: Graph, users: Users, points: frozenset[int]) -> Iterator[SinglePoint]:
    """Each point with how many need it, how many of those in production, and of how many owners."""
    names = graph.needs.names
    production = sum(
        1 << place
        for name, place in zip(names, users.places, strict=True)
        if place >= 0 and lifecycle(graph.entities[name]) == PRODUCTION
    )
    for reach in users.reaches():
        for node in points.intersection(reach.members):
            others = reach.bits & ~(1 << users.places[node])
            yield SinglePoint(
                names[node],
                others.bit_count(),
                (others & production).bit_count(),
                # The first label stands for no owner.
                (reach.labels(users.owner[node]) >> 1).bit_count(),
            )


def weak_needs(graph: Graph) -> tuple[WeakNeed, ...]:
    """Every need of an entity in production that is deprecated or experimental, by reference. Linear."""
    needs = graph.needs
    stages = [
        lifecycle(entity) if (entity := graph.entities.get(name)) is not None else ""
        for name in needs.names
    ]
    found = []
    for source, stage in enumerate(stages):
        if stage == PRODUCTION:
            for target in needs.after[source]:
                if stages[target] in WEAK:
                    need = needs.need(source, target)
                    found.append(WeakNeed(need.source, need.target, stages[target], need.inferred))
    return tuple(found)


def lifecycle(entity: EntityData) -> str:
    """`spec.lifecycle` in lower case; empty where there is none."""
    spec = entity.get("spec")
    stated = spec.get("lifecycle") if isinstance(spec, dict) else None
    return stated.lower() if isinstance(stated, str) else ""
