"""Which two owners have most in common."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.model.entity import owner_of

MOST_OWNERS = 20
"""What entities of more owners need connects no two of them in particular."""

MOST_PAIRS = 8
"""The pairs that are named."""


class OwnerPair(NamedTuple):
    """Two owners: the dependencies each way, and how many entities of others both need directly."""

    first: str
    second: str
    first_needs: int
    second_needs: int
    both_need: int


def shared_most(graph: Graph) -> tuple[OwnerPair, ...]:
    """The pairs of owners with the most in common, by dependencies between them, then by what both need.

    Linear in the dependencies, and for each entity quadratic in at most `MOST_OWNERS` owners.
    """
    owners = {ref: owner for ref, one in graph.entities.items() if (owner := owner_of(one))}
    between: Counter[tuple[str, str]] = Counter()
    users: dict[str, set[str]] = {}
    for source, target in graph.needs.edges:
        one, other = owners.get(source), owners.get(target)
        if one is None or one == other:
            continue
        users.setdefault(target, set()).add(one)
        if other is not None:
            between[one, other] += 1
    both: Counter[tuple[str, str]] = Counter()
    for target, found in users.items():
        named = sorted(found - {owners.get(target, "")})
        if len(named) <= MOST_OWNERS:
            both.update(combinations(named, 2))
    pairs = {(min(pair), max(pair)) for pair in between} | set(both)
    listed = [
        OwnerPair(one, other, between[one, other], between[other, one], both[one, other])
        for one, other in pairs
    ]
    return tuple(sorted(listed, key=_place)[:MOST_PAIRS])


def _place(one: OwnerPair) -> tuple[int, int, str, str]:
    return -one.first_needs - one.second_needs, -one.both_need, one.first, one.second
