"""How many entities need each one, and how many it needs, directly or not."""

from __future__ import annotations

from typing import NamedTuple

import networkx as nx

from catalogsite.graph.graph import Graph
from catalogsite.graph.reach_bits import group_reaches


class ReachCount(NamedTuple):
    """Of one entity: how many need it, and how many it needs; itself is not counted."""

    ref: str
    dependents: int
    dependencies: int


def reach_counts(graph: Graph) -> tuple[ReachCount, ...]:
    """Of every entity of the catalog, those that most need first, then by reference.

    A bit for each entity: quadratic in the entities in the worst case, with a factor of 1/64 and
    little more than linear where most need few.
    """
    down, up = _reachable(graph.needs), _reachable(graph.needs.reverse(copy=False))
    found = [ReachCount(ref, up[ref], down[ref]) for ref in sorted(graph.entities)]
    return tuple(sorted(found, key=lambda one: (-one.dependents, one.ref)))


def _reachable(needs: nx.DiGraph[str]) -> dict[str, int]:
    """How many other nodes each node reaches."""
    numbers = {name: place for place, name in enumerate(needs)}
    return {
        name: group.bits.bit_count() - 1
        for group in group_reaches(needs, numbers)
        for name in group.members
    }
