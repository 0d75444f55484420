"""The order of a graph without cycles."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush


def in_order(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> list[int]:
    """The nodes in an order in which every edge leads on, the least first where several could be next."""
    targets: dict[int, list[int]] = {node: [] for node in nodes}
    before = dict.fromkeys(targets, 0)
    for source, target in edges:
        targets[source].append(target)
        before[target] += 1
    ready = [node for node, number in before.items() if not number]
    heapify(ready)
    order = []
    while ready:
        order.append(heappop(ready))
        for target in targets[order[-1]]:
            before[target] -= 1
            if not before[target]:
                heappush(ready, target)
    return order
