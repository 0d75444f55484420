"""The strongly connected groups of a graph, by Tarjan's way: linear, and without recursion."""

from __future__ import annotations

from collections.abc import Sequence


def strong_groups(after: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The groups of nodes that reach each other, sorted, each after those that it leads to.

    `after` has the nodes that each node leads to, by number.
    """
    count = len(after)
    # The place of a node in the order in which they are found; `count` once its group is known.
    order = [-1] * count
    low = [0] * count
    found: list[tuple[int, ...]] = []
    waiting: list[int] = []
    seen = 0
    for first in range(count):
        if order[first] >= 0:
            continue
        order[first] = low[first] = seen
        seen += 1
        waiting.append(first)
        way = [first]
        rest = [iter(after[first])]
        while way:
            node = way[-1]
            for other in rest[-1]:
                place = order[other]
                if place < 0:
                    order[other] = low[other] = seen
                    seen += 1
                    waiting.append(other)
                    way.append(other)
                    rest.append(iter(after[other]))
                    break
                low[node] = min(low[node], place)
            else:
                way.pop()
                rest.pop()
                if way and low[node] < low[way[-1]]:
                    low[way[-1]] = low[node]
                if low[node] == order[node]:
                    found.append(_taken(waiting, node))
                    for one in found[-1]:
                        order[one] = low[one] = count
    return found


def _taken(waiting: list[int], node: int) -> tuple[int, ...]:
    """The nodes from `node` to the last, which are not waiting any more."""
    group: list[int] = []
    while not group or group[-1] != node:
        group.append(waiting.pop())
    return tuple(sorted(group))
