"""Cycles of dependencies, and which edge to remove first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.graph.needs import Needs, Numbers
from catalogsite.graph.strong_groups import strong_groups

_Part = Mapping[int, Numbers]
"""The entities of one group, sorted, and which of these each needs."""

MOST_CYCLES = 100
"""The cycles that are listed of one group."""

LONGEST = 6
"""The entities of a listed cycle; of a group without such a short one, one cycle is listed."""

MOST_WALKS = 300_000
"""The steps in which the cycles of one group are searched for."""

MOST_CANDIDATES = 100
"""The edges of which it is tried what their removal opens; in large groups fewer."""

MOST_VISITS = 1_000_000
"""The edges that are visited in all while this is tried."""


class Removal(NamedTuple):
    """An edge, and how many entities are on no cycle any more without it."""

    source: str
    target: str
    opens: int


class CycleGroup(NamedTuple):
    """Entities each of which needs each other one, directly or not, sorted.

    `cycles` are the shortest ones, each beginning with its first reference; `complete` tells whether
    those are all. `removal` is the edge whose removal opens most.
    """

    refs: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]
    complete: bool
    removal: Removal


def cycle_groups(graph: Graph) -> tuple[CycleGroup, ...]:
    """Every group of entities that need each other, the largest first, then by reference.

    Finding the groups is linear. Within one, as many cycles are searched for and listed, and edges
    are tried, as `MOST_CYCLES`, `LONGEST`, `MOST_WALKS` and `MOST_CANDIDATES` say.
    """
    needs = graph.needs
    groups = [_group(needs, members) for members in needs.groups if _is_cyclic(needs, members)]
    return tuple(sorted(groups, key=lambda one: (-len(one.refs), one.refs)))


def _is_cyclic(needs: Needs, members: Numbers) -> bool:
    return len(members) > 1 or members[0] in needs.after[members[0]]


def _group(needs: Needs, members: Numbers) -> CycleGroup:
    inside = frozenset(members)
    part = {one: tuple([to for to in needs.after[one] if to in inside]) for one in members}
    names = needs.names
    cycles, complete = _shortest_cycles(part)
    removal = _best_removal(part, cycles)
    return CycleGroup(
        refs=tuple(names[one] for one in members),
        cycles=tuple(tuple(names[one] for one in cycle) for cycle in cycles),
        complete=complete,
        removal=Removal(names[removal[0]], names[removal[1]], removal[2]),
    )


def _shortest_cycles(part: _Part) -> tuple[list[tuple[int, ...]], bool]:
    """Cycles by length, and whether there are no others."""
    longest = _longest(part)
    found = sorted(_cycles_up_to(part, longest), key=lambda one: (len(one), one))
    if len(found) > MOST_CYCLES:
        return found[:MOST_CYCLES], False
    if not found:
        return [_one_cycle(part)], _is_ring(part)
    return found, len(part) <= longest or _is_ring(part)


def _cycles_up_to(part: _Part, longest: int) -> Iterator[tuple[int, ...]]:
    """Every cycle of at most so many entities, each from its first entity.

    The number of walks is bounded by `_longest`.
    """
    for start in part:
        ways: list[tuple[int, ...]] = [(start,)]
        while ways:
            way = ways.pop()
            for one in part[way[-1]]:
                if one == start:
                    yield way
                elif one > start and len(way) < longest and one not in way:
                    ways.append((*way, one))


def _longest(part: _Part) -> int:
    """The length of the cycles that can be searched for: there are few enough walks of that length."""
    walks, seen = dict.fromkeys(part, 1), 0
    for length in range(1, LONGEST + 1):
        walks = {one: sum([walks[to] for to in after]) for one, after in part.items()}
        seen += sum(walks.values())
        if seen > MOST_WALKS:
            return length - 1
    return LONGEST


def _one_cycle(part: _Part) -> tuple[int, ...]:
    """The shortest cycle through one of the first entities, of as many as `MOST_WALKS` allows."""
    tried = max(1, MOST_WALKS // _number_of_edges(part))
    found = min((_through(part, one) for one in islice(part, tried)), key=len)
    return _from_first(found)


def _through(part: _Part, start: int) -> list[int]:
    """The shortest cycle through an entity."""
    before = {start: start}
    waiting = deque([start])
    while waiting:
        source = waiting.popleft()
        for target in part[source]:
            if target in before:
                continue
            before[target] = source
            waiting.append(target)
            if start in part[target]:
                way = [target]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
    return [start]


def _is_ring(part: _Part) -> bool:
    return _number_of_edges(part) == len(part)


def _number_of_edges(part: _Part) -> int:
    return sum(map(len, part.values()))


def _from_first(cycle: list[int]) -> tuple[int, ...]:
    place = cycle.index(min(cycle))
    return tuple(cycle[place:] + cycle[:place])


def _best_removal(part: _Part, cycles: list[tuple[int, ...]]) -> tuple[int, int, int]:
    """The edge of the cycles whose removal leaves the fewest entities on a cycle; the first of equals."""
    counts: dict[tuple[int, int], int] = {}
    for cycle in cycles:
        for edge in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            counts[edge] = counts.get(edge, 0) + 1
    tried = max(1, min(MOST_CANDIDATES, MOST_VISITS // _number_of_edges(part)))
    most = sorted(counts, key=lambda edge: (-counts[edge], edge))[:tried]
    opened = {edge: _opens(part, edge) for edge in most}
    best = min(most, key=lambda edge: (-opened[edge], -counts[edge], edge))
    return (*best, opened[best])


def _opens(part: _Part, edge: tuple[int, int]) -> int:
    """How many entities are on no cycle any more without an edge."""
    source, target = edge
    if source != target and _is_reached(part, edge):
        # Whatever way the edge was on goes on beside it.
        return 0
    numbers = {one: number for number, one in enumerate(part)}
    after = [[numbers[to] for to in part[one]] for one in part]
    after[numbers[source]].remove(numbers[target])
    groups = strong_groups(after)
    return sum(len(one) == 1 and one[0] not in after[one[0]] for one in groups)


def _is_reached(part: _Part, edge: tuple[int, int]) -> bool:
    """Whether the source of an edge leads to its target without that edge."""
    source, target = edge
    found = {source}
    waiting = deque(found)
    while waiting:
        one = waiting.popleft()
        for to in part[one]:
            if to == target and one != source:
                return True
            if to != target and to not in found:
                found.add(to)
                waiting.append(to)
    return False
