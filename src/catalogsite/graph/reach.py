"""What an entity reaches: all that it needs, or all who need it, each with the way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import networkx as nx

from catalogsite.graph.graph import Graph


class Reached(NamedTuple):
    """An entity that another one reaches in `distance` steps; `via` is the one before it.

    `relation` is that of the last step, as the entity states it that needs the other; `inferred`
    tells that a step of the way is known from manifests alone.
    """

    ref: str
    distance: int
    via: str
    relation: str
    inferred: bool = False


def dependents(graph: Graph, ref: str, depth: int | None = None) -> tuple[Reached, ...]:
    """Everyone who needs an entity, directly or not, the nearest first, then by reference.

    Linear in the edges that are reached.
    """
    return _reached(graph, ref, depth, reverse=True)


def dependencies(graph: Graph, ref: str, depth: int | None = None) -> tuple[Reached, ...]:
    """All that an entity needs, directly or not, the nearest first, then by reference.

    Names what the catalog lacks too. Linear in the edges that are reached.
    """
    return _reached(graph, ref, depth, reverse=False)


def way(reached: Mapping[str, Reached], ref: str) -> tuple[str, ...]:
    """The references from the entity that was asked about to one that it reaches, both included."""
    found = [ref]
    while found[-1] in reached:
        found.append(reached[found[-1]].via)
    return tuple(reversed(found))


def _reached(graph: Graph, ref: str, depth: int | None, *, reverse: bool) -> tuple[Reached, ...]:
    if ref not in graph.needs:
        return ()
    found: dict[str, Reached] = {ref: Reached(ref, 0, "", "")}
    for via, here in _edges(graph.needs, ref, depth, reverse=reverse):
        edge = graph.needs.edges[(here, via) if reverse else (via, here)]
        before = found[via]
        inferred = edge["inferred"] or before.inferred
        found[here] = Reached(here, before.distance + 1, via, edge["relation"], inferred)
    del found[ref]
    return tuple(sorted(found.values(), key=lambda one: (one.distance, one.ref)))


def _edges(
    needs: nx.DiGraph[str], ref: str, depth: int | None, *, reverse: bool
) -> Iterator[tuple[str, str]]:
    yield from nx.bfs_edges(needs, ref, reverse=reverse, depth_limit=depth, sort_neighbors=sorted)
