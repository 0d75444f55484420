"""Entities whose failure parts the catalog, and needs that are weaker than who needs them."""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx

from catalogsite.graph.graph import Graph
from catalogsite.graph.reach import dependents
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
    are sorted by how many in production need them, then by how many do at all. Linear, and for each
    one of them linear in those who need it.
    """
    known = graph.needs.subgraph(sorted(graph.entities))
    points = [
        _point(graph, ref) for ref in nx.articulation_points(known.to_undirected(as_view=True))
    ]
    needed = [one for one in points if one.dependents]
    return tuple(sorted(needed, key=lambda one: (-one.production, -one.dependents, one.ref)))


def _point(graph: Graph, ref: str) -> SinglePoint:
    found = [graph.entities[one.ref] for one in dependents(graph, ref) if one.ref in graph]
    owners = {owner for entity in found if (owner := owner_of(entity))}
    production = sum(lifecycle(entity) == PRODUCTION for entity in found)
    return SinglePoint(ref, len(found), production, len(owners))


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
