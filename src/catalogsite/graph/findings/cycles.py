"""Cycles of dependencies, and which edge to remove first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import networkx as nx

from catalogsite.graph.graph import Graph

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
    # Numbers, because the order of a set of texts differs from run to run.
    names = sorted(graph.needs)
    numbers = {name: number for number, name in enumerate(names)}
    needs: nx.DiGraph[int] = nx.DiGraph()
    needs.add_nodes_from(range(len(names)))
    needs.add_edges_from(sorted((numbers[a], numbers[b]) for a, b in graph.needs.edges))
    groups = [_group(needs, found, names) for found in _components(needs)]
    return tuple(sorted(groups, key=lambda one: (-len(one.refs), one.refs)))


def _components(needs: nx.DiGraph[int]) -> Iterator[list[int]]:
    for found in nx.strongly_connected_components(needs):
        first = next(iter(found))
        if len(found) > 1 or needs.has_edge(first, first):
            yield sorted(found)


def _group(needs: nx.DiGraph[int], members: list[int], names: list[str]) -> CycleGroup:
    part: nx.DiGraph[int] = nx.DiGraph()
    part.add_nodes_from(members)
    part.add_edges_from(sorted(needs.subgraph(members).edges))
    cycles, complete = _shortest_cycles(part)
    removal = _best_removal(part, cycles)
    return CycleGroup(
        refs=tuple(names[one] for one in members),
        cycles=tuple(tuple(names[one] for one in cycle) for cycle in cycles),
        complete=complete,
        removal=Removal(names[removal[0]], names[removal[1]], removal[2]),
    )


def _shortest_cycles(part: nx.DiGraph[int]) -> tuple[list[tuple[int, ...]], bool]:
    """Cycles by length, and whether there are no others."""
    longest = _longest(part)
    found = sorted(_cycles_up_to(part, longest), key=lambda one: (len(one), one))
    if len(found) > MOST_CYCLES:
        return found[:MOST_CYCLES], False
    if not found:
        return [_one_cycle(part)], _is_ring(part)
    return found, len(part) <= longest or _is_ring(part)


def _cycles_up_to(part: nx.DiGraph[int], longest: int) -> Iterator[tuple[int, ...]]:
    """Every cycle of at most so many entities, each from its first entity.

    networkx searches the strongly connected components again for each entity, which takes a hundred
    times as long; the number of walks is bounded by `_longest`.
    """
    after = {one: tuple(part.successors(one)) for one in part}
    for start in part:
        ways: list[tuple[int, ...]] = [(start,)]
        while ways:
            way = ways.pop()
            for one in after[way[-1]]:
                if one == start:
                    yield way
                elif one > start and len(way) < longest and one not in way:
                    ways.append((*way, one))


def _longest(part: nx.DiGraph[int]) -> int:
    """The length of the cycles that can be searched for: there are few enough walks of that length."""
    walks, seen = dict.fromkeys(part, 1), 0
    for length in range(1, LONGEST + 1):
        walks = {one: sum(walks[after] for after in part.successors(one)) for one in part}
        seen += sum(walks.values())
        if seen > MOST_WALKS:
            return length - 1
    return LONGEST


def _one_cycle(part: nx.DiGraph[int]) -> tuple[int, ...]:
    """The shortest cycle through one of the first entities, of as many as `MOST_WALKS` allows."""
    tried = max(1, MOST_WALKS // part.number_of_edges())
    found = min((_through(part, one) for one in islice(part, tried)), key=len)
    return _from_first(found)


def _through(part: nx.DiGraph[int], start: int) -> list[int]:
    """The shortest cycle through an entity."""
    before: dict[int, int] = {}
    for source, target in nx.bfs_edges(part, start):
        before[target] = source
        if part.has_edge(target, start):
            way = [target]
            while way[-1] != start:
                way.append(before[way[-1]])
            return way[::-1]
    return [start]


def _is_ring(part: nx.DiGraph[int]) -> bool:
    return part.number_of_edges() == len(part)


def _from_first(cycle: list[int]) -> tuple[int, ...]:
    place = cycle.index(min(cycle))
    return tuple(cycle[place:] + cycle[:place])


def _best_removal(part: nx.DiGraph[int], cycles: list[tuple[int, ...]]) -> tuple[int, int, int]:
    """The edge of the cycles whose removal leaves the fewest entities on a cycle; the first of equals."""
    counts: dict[tuple[int, int], int] = {}
    for cycle in cycles:
        for edge in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            counts[edge] = counts.get(edge, 0) + 1
    tried = max(1, min(MOST_CANDIDATES, MOST_VISITS // part.number_of_edges()))
    most = sorted(counts, key=lambda edge: (-counts[edge], edge))[:tried]
    opened = {edge: _opens(part, edge) for edge in most}
    best = min(most, key=lambda edge: (-opened[edge], -counts[edge], edge))
    return (*best, opened[best])


def _opens(part: nx.DiGraph[int], edge: tuple[int, int]) -> int:
    part.remove_edge(*edge)
    left = sum(map(len, _components(part)))
    part.add_edge(*edge)
    return len(part) - left
