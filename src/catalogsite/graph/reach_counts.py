"""How many entities need each one, and how many it needs, directly or not."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.graph.needs import Numbers
from catalogsite.graph.users import Users


class ReachCount(NamedTuple):
    """Of one entity: how many need it, and how many it needs; itself is not counted."""

    ref: str
    dependents: int
    dependencies: int


def most_needed(graph: Graph, users: Users, most: int) -> tuple[ReachCount, ...]:
    """The entities of the catalog that most need, then by reference; linear for each of them.

    Finding them costs what `group_reaches` does.
    """
    counts = (
        (1 - reach.bits.bit_count(), node)
        for reach in users.reaches()
        for node in reach.members
        if users.owner[node] >= 0
    )
    return tuple(
        ReachCount(graph.needs.names[node], -count, _number_reached(graph.needs.after, node))
        for count, node in nsmallest(most, counts)
    )


def _number_reached(after: Sequence[Numbers], start: int) -> int:
    found = {start}
    waiting = [start]
    while waiting:
        new = set(after[waiting.pop()]) - found
        found |= new
        waiting += new
    return len(found) - 1
