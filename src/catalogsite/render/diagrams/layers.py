"""Layers of a graph for a diagram: the column and row of each node, and where long edges pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fast_sugiyama import from_edges

from catalogsite.graph.topological import in_order

_TIGHT = 40
"""Nodes up to which the columns are chosen so that edges are short; it costs more than linear time."""
_TRANSPOSED = 100
"""Nodes up to which neighbours in a column are exchanged until no edge crosses less."""

Place = tuple[float, float]
"""Column and row: two nodes of a column are at least one row apart."""


class Layers(NamedTuple):
    """The place of each node by its number, and the places that each edge passes between its ends.

    Every edge leads from a column to a later one, but for those in `reversed`, which close a cycle.
    """

    places: tuple[Place, ...]
    bends: Mapping[tuple[int, int], tuple[Place, ...]]
    reversed: frozenset[tuple[int, int]]
    columns: int
    rows: float


def layers(count: int, edges: Iterable[tuple[int, int]]) -> Layers:
    """The layers of a graph of the nodes 0 to `count` - 1; nodes without an edge come last, by rows.

    Edges from a node to itself are not laid out. The same graph always has the same layers: time is
    about 1 ms for 30 nodes and 20 ms for 200.
    """
    given = sorted({edge for edge in edges if edge[0] != edge[1]})
    backward = _backward(count, given)
    forward = sorted({(b, a) if (a, b) in backward else (a, b) for a, b in given})
    places: dict[int, Place] = {}
    bends: dict[tuple[int, int], tuple[Place, ...]] = {}
    height = 0.0
    # The library does not end for some cyclic graphs, and stops the process at an edge to oneself.
    for part, chains in _laid_out(count, forward):
        top = min(y for _, y in part.values())
        placed = {node: (x, y - top + height) for node, (x, y) in part.items()}
        places.update((node, place) for node, place in placed.items() if node < count)
        bends.update({ends: tuple(placed[n] for n in chain) for ends, chain in chains.items()})
        height = max(y for _, y in placed.values()) + 1
    for node in range(count):
        if node not in places:
            places[node] = (0, height)
            height += 1
    return Layers(
        tuple(places[node] for node in range(count)),
        bends,
        frozenset(backward),
        1 + max((int(x) for x, _ in places.values()), default=0),
        height,
    )


_Part = tuple[dict[int, Place], dict[tuple[int, int], list[int]]]


def _laid_out(count: int, edges: Sequence[tuple[int, int]]) -> list[_Part]:
    """The places of each connected part, and the nodes that stand for the bends of its edges."""
    if not edges:
        return []
    # Numbered so that each edge leads to a later node: the library takes others for edges back.
    order = in_order({node for edge in edges for node in edge}, edges)
    numbers = {node: number for number, node in enumerate(order)}
    found = from_edges(
        sorted((numbers[a], numbers[b]) for a, b in edges),
        vertex_spacing=1,
        dummy_vertices=True,
        dummy_size=1,
        ranking_type="minimize" if len(order) <= _TIGHT else "down",
        transpose=len(order) <= _TRANSPOSED,
        check_layout=False,
    )
    shift = count - len(order)

    def named(number: int) -> int:
        # The bends of edges have numbers after those of all nodes.
        return order[number] if number < len(order) else number + shift

    parts = []
    for positions, _, _, drawn in found:
        top = max(y for _, (_, y) in positions)
        places = {named(int(n)): (float(round(top - y)), float(x)) for n, (x, y) in positions}
        ends = [(named(int(a)), named(int(b))) for a, b in drawn or ()]
        parts.append((places, _chains(count, ends)))
    # From the part of the first node, because the library's order is one of its own.
    return sorted(parts, key=lambda part: min(part[0]))


def _chains(count: int, drawn: Sequence[tuple[int, int]]) -> dict[tuple[int, int], list[int]]:
    following = {a: b for a, b in drawn if a >= count}
    chains: dict[tuple[int, int], list[int]] = {}
    for start, first in drawn:
        if start < count <= first:
            chain = [first]
            while following[chain[-1]] >= count:
                chain.append(following[chain[-1]])
            chains[start, following[chain[-1]]] = chain
    return chains


def _backward(count: int, edges: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The edges that a walk from the first nodes on finds to close a cycle."""
    targets: defaultdict[int, list[int]] = defaultdict(list)
    for source, target in edges:
        targets[source].append(target)
    found: set[tuple[int, int]] = set()
    open_nodes: set[int] = set()
    seen: set[int] = set()
    for first in range(count):
        if first in seen:
            continue
        seen.add(first)
        open_nodes.add(first)
        stack = [(first, iter(targets[first]))]
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                open_nodes.discard(node)
            elif following in open_nodes:
                found.add((node, following))
            elif following not in seen:
                seen.add(following)
                open_nodes.add(following)
                stack.append((following, iter(targets[following])))
    return found
