"""The nodes without which a graph falls into more parts than before."""

from __future__ import annotations

from collections.abc import Sequence


def cut_points(adjacent: Sequence[Sequence[int]]) -> frozenset[int]:
    """The articulation points of a graph, whose edges stand at both of their ends. Linear."""
    count = len(adjacent)
    order = [-1] * count
    low = [0] * count
    found: set[int] = set()
    seen = 0
    for first in range(count):
        if order[first] >= 0:
            continue
        order[first] = low[first] = seen
        seen += 1
        branches = 0
        way = [first]
        rest = [iter(adjacent[first])]
        while way:
            node = way[-1]
            above = way[-2] if len(way) > 1 else -1
            for other in rest[-1]:
                place = order[other]
                if place < 0:
                    order[other] = low[other] = seen
                    seen += 1
                    way.append(other)
                    rest.append(iter(adjacent[other]))
                    break
                if place < low[node] and other != above:
                    low[node] = place
            else:
                way.pop()
                rest.pop()
                if above == first:
                    branches += 1
                elif above >= 0 and low[node] >= order[above]:
                    found.add(above)
                if above >= 0 and low[node] < low[above]:
                    low[above] = low[node]
        if branches > 1:
            found.add(first)
    return frozenset(found)
