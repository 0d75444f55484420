"""Of every entity, who must know before it changes: how many of each owner need it, and how."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.graph.needs import Needs
from catalogsite.graph.reach import Reached
from catalogsite.graph.users import Users

MOST_OWNERS = 12
"""The owners that are named of each entity: those of its nearest dependents."""

MOST_NEAREST = 50
"""The dependents of each entity to which the way is known."""


class OwnerShare(NamedTuple):
    """How many entities of an owner need an entity, and the way to its nearest one.

    `owner` is None for entities without one. The way is from the entity to that one, the first step
    first; empty for an owner beyond the `MOST_NEAREST`.
    """

    owner: str | None
    entities: int
    way: tuple[Reached, ...]


class Dependents(NamedTuple):
    """Who needs an entity: their number, that of their owners, and the nearest owners by number.

    Entities without an owner are one share, which `owners` does not count.
    """

    entities: int
    owners: int
    shares: tuple[OwnerShare, ...]


class DependentsByRef(Mapping[str, Dependents]):
    """The dependents of each entity that anyone needs, by its reference.

    They are kept as numbers, because there is much of it and a page shows one. Of each entity: how many
    entities and owners; then of each share its owner, entities, and number of steps, with the
    node, the node that it needs, and the code of the way of each.
    """

    def __init__(self, needs: Needs, owners: Sequence[str], found: Mapping[int, bytes]) -> None:
        self._needs, self._owners, self._found = needs, owners, found

    def __getitem__(self, ref: str) -> Dependents:
        numbers = array("i")
        numbers.frombytes(self._found[self._needs.numbers[ref]])
        rest = iter(numbers)
        entities, owners = next(rest), next(rest)
        shares = [
            OwnerShare(self._owners[owner] or None, next(rest), self._way(rest)) for owner in rest
        ]
        return Dependents(entities, owners, tuple(shares))

    def _way(self, rest: Iterator[int]) -> tuple[Reached, ...]:
        names, found = self._needs.names, list[Reached]()
        guessed = False
        for distance in range(1, next(rest) + 1):
            node, via = next(rest), next(rest)
            relation, inferred = self._needs.way(next(rest))
            guessed = guessed or inferred
            found.append(Reached(names[node], distance, names[via], relation, guessed))
        return tuple(found)

    def __iter__(self) -> Iterator[str]:
        return map(self._needs.names.__getitem__, self._found)

    def __len__(self) -> int:
        return len(self._found)


def dependents_by_owner(graph: Graph) -> DependentsByRef:
    """The dependents of each entity that anyone needs, by its reference.

    One pass of `group_reaches` for all, and for each entity a search of `MOST_NEAREST` steps.
    """
    users = Users(graph)
    return DependentsByRef(graph.needs, users.owners, dict(_answers(graph, users)))


def _answers(graph: Graph, users: Users) -> Iterator[tuple[int, bytes]]:
    for reach in users.reaches():
        entities = reach.bits.bit_count() - 1
        if entities <= 0:
            continue
        counts = _Counts(users, reach.bits)
        for node in reach.members:
            if (own := users.owner[node]) >= 0:
                owners = reach.labels(own)
                found = array("i", (entities, owners.bit_count() - (owners & 1)))
                for share in _shares(graph.needs, users, node, owners, counts):
                    found.extend(share)
                yield node, found.tobytes()


class _Counts(dict[int, int]):
    """How many of each owner are among the bits, counted for owners that are asked about."""

    def __init__(self, users: Users, bits: int) -> None:
        self._users = users
        self._bytes = users.bytes_of(bits)

    def __missing__(self, owner: int) -> int:
        found = self[owner] = self._users.number_of(owner, self._bytes)
        return found


def _shares(
    needs: Needs, users: Users, node: int, owners: int, counts: Mapping[int, int]
) -> Iterator[tuple[int, ...]]:
    """The nearest owners, then those first by name, the owner of most entities first."""
    nearest = _nearest(needs, node)
    first: dict[int, int] = {}
    for one in nearest:
        first.setdefault(users.owner[one], one)
    named = dict.fromkeys(islice(chain(first, _places(owners)), MOST_OWNERS * 2))
    own = users.owner[node]
    listed = [
        (owner, counts[owner] - (owner == own), first.get(owner))
        for owner in islice(named, MOST_OWNERS)
    ]
    listed.sort(key=lambda one: (-one[1], users.owners[one[0]] or "~"))
    known: dict[int, tuple[int, ...]] = {node: ()}
    for owner, count, last in listed:
        way = _way(nearest, last, known)
        yield (owner, count, len(way) // 3, *way)


def _places(bits: int) -> Iterator[int]:
    while bits:
        last = bits & -bits
        yield last.bit_length() - 1
        bits ^= last


def _nearest(needs: Needs, node: int) -> dict[int, tuple[int, int]]:
    """The first `MOST_NEAREST` dependents, the nearest first: by what each needs it, and the way."""
    found: dict[int, tuple[int, int]] = {}
    waiting = deque([node])
    while waiting:
        via = waiting.popleft()
        for source, way in zip(needs.before[via], needs.ways_back[via], strict=True):
            if source not in found and source != node:
                found[source] = via, way
                if len(found) == MOST_NEAREST:
                    return found
                waiting.append(source)
    return found


def _way(
    nearest: Mapping[int, tuple[int, int]], last: int | None, known: dict[int, tuple[int, ...]]
) -> tuple[int, ...]:
    """The way to one of the nearest; `known` has those that lie on others, and grows."""
    if last is None:
        return ()
    open_ends: list[int] = []
    while last not in known:
        open_ends.append(last)
        last = nearest[last][0]
    way = known[last]
    for node in reversed(open_ends):
        way = known[node] = (*way, node, *nearest[node])
    return way
