"""Entities whose failure parts the catalog, and needs that are weaker than who needs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import networkx as nx

from catalogsite.graph.graph import Graph
from catalogsite.graph.reach_bits import group_reaches
from catalogsite.model.entity import EntityData, owner_of

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


def single_points(graph: Graph) -> tuple[SinglePoint, ...]:
    """The articulation points of the dependencies that anyone needs, the heaviest first.

    An articulation point is an entity without which the rest falls into more parts than before. They
    are sorted by how many in production need them, then by how many do at all. Finding them is
    linear; who needs them costs what `group_reaches` does.
    """
    known = graph.needs.subgraph(sorted(graph.entities))
    points = set(nx.articulation_points(known.to_undirected(as_view=True)))
    needed = [one for one in _weighed(graph, known, points) if one.dependents]
    return tuple(sorted(needed, key=lambda one: (-one.production, -one.dependents, one.ref)))


def _weighed(graph: Graph, known: nx.DiGraph[str], points: set[str]) -> Iterator[SinglePoint]:
    """Each point with how many need it, how many of those in production, and of how many owners."""
    numbers = {ref: number for number, ref in enumerate(known)}
    stages = {ref: lifecycle(graph.entities[ref]) for ref in numbers}
    production = sum(1 << numbers[ref] for ref, stage in stages.items() if stage == PRODUCTION)
    owned = {ref: owner for ref in numbers if (owner := owner_of(graph.entities[ref]))}
    places = {owner: place for place, owner in enumerate(sorted(set(owned.values())))}
    labels = {ref: places[owner] for ref, owner in owned.items()}
    for group in group_reaches(known.reverse(copy=False), numbers, labels):
        for ref in points.intersection(group.members):
            others = group.bits & ~(1 << numbers[ref])
            yield SinglePoint(
                ref,
                others.bit_count(),
                (others & production).bit_count(),
                group.labels(labels.get(ref)).bit_count(),
            )


def weak_needs(graph: Graph) -> tuple[WeakNeed, ...]:
    """Every need of an entity in production that is deprecated or experimental, by reference. Linear."""
    found = []
    for source, target in sorted(graph.needs.edges):
        if source in graph and target in graph and source != target:
            stages = lifecycle(graph.entities[source]), lifecycle(graph.entities[target])
            if stages[0] == PRODUCTION and stages[1] in WEAK:
                inferred = graph.needs.edges[source, target]["inferred"]
                found.append(WeakNeed(source, target, stages[1], inferred))
    return tuple(found)


def lifecycle(entity: EntityData) -> str:
    """`spec.lifecycle` in lower case; empty where there is none."""
    spec = entity.get("spec")
    stated = spec.get("lifecycle") if isinstance(spec, dict) else None
    return stated.lower() if isinstance(stated, str) else ""
