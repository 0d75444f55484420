"""Which two owners have most in common."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest
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
    needs = graph.needs
    owners = [
        owner_of(entity) if (entity := graph.entities.get(name)) is not None else None
        for name in needs.names
    ]
    between: Counter[tuple[str, str]] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for owner, before in zip(owners, needs.before, strict=True):
        users = [one for source in before if (one := owners[source]) is not None and one != owner]
        if owner is not None:
            between.update([(one, owner) for one in users])
        named = sorted(set(users))
        if len(named) <= MOST_OWNERS:
            both.update(combinations(named, 2))
    pairs = {(min(pair), max(pair)) for pair in between} | set(both)
    # Plain tuples, because most of the pairs are not named.
    weights = [
        (-between[one, other] - between[other, one], -both[one, other], one, other)
        for one, other in pairs
    ]
    return tuple(
        OwnerPair(one, other, between[one, other], between[other, one], -needed)
        for _, needed, one, other in nsmallest(MOST_PAIRS, weights)
    )
