"""The shortest way between two entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import networkx as nx

from catalogsite.graph.graph import Graph


class Step(NamedTuple):
    """One step of a path: `source` `relation` `target`."""

    source: str
    relation: str
    target: str


def path(graph: Graph, start: str, end: str) -> tuple[str, ...] | None:
    """The references on the shortest way from `start` to `end`; None where there is none."""
    steps = path_steps(graph, start, end)
    if steps is None:
        return None
    refs = [start]
    for step in steps:
        refs.append(step.target if step.source == refs[-1] else step.source)
    return tuple(refs)


def path_steps(graph: Graph, start: str, end: str) -> tuple[Step, ...] | None:
    """The steps of that way: along what each needs, else the other way round.

    Where neither needs the other, any relations count. `()` from an entity to itself. Linear in the
    relations of the catalog.
    """
    forward = _walk(graph.needs, start, end)
    if forward is not None:
        return forward
    backward = _walk(graph.needs, end, start)
    if backward is not None:
        return tuple(reversed(backward))
    return _walk(graph.all_relations, start, end)


def _walk(links: nx.DiGraph[str], start: str, end: str) -> tuple[Step, ...] | None:
    if start not in links or end not in links:
        return None
    before: dict[str, str] = {}
    for source, target in nx.bfs_edges(links, start, sort_neighbors=sorted):
        before[target] = source
        if target == end:
            break
    if end not in before and end != start:
        return None
    return tuple(reversed(list(_steps_back(links, before, start, end))))


def _steps_back(
    links: nx.DiGraph[str], before: dict[str, str], start: str, end: str
) -> Iterator[Step]:
    while end != start:
        source = before[end]
        yield Step(source, links.edges[source, end]["relation"], end)
        end = source
