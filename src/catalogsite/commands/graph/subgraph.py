"""The part of the graph that a selector means."""

from __future__ import annotations

from collections.abc import Sequence

from catalogsite.errors import SelectorError
from catalogsite.graph.graph import Graph
from catalogsite.graph.selection import select
from catalogsite.graph.selector import parse_selector
from catalogsite.model.entity import owner_of
from catalogsite.model.value import Value


class GraphNode(Value):
    """An entity of a part of the graph."""

    ref: str
    title: str
    kind: str
    owner: str | None


class GraphEdge(Value):
    """`source` needs `target`, by the relation of this name."""

    source: str
    target: str
    relation: str
    inferred: bool


class Subgraph(Value):
    """Entities sorted by reference, and the dependencies between them, sorted by both ends."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


def subgraph(graph: Graph, selector: str, exclude: Sequence[str] = ()) -> Subgraph:
    """What a selector means, without what one of `exclude` does.

    Raises SelectorError where it cannot be read, and where it means nothing.
    """
    refs = set(select(graph, parse_selector(selector)))
    if not refs:
        raise SelectorError(
            f"nothing in the catalog matches `{selector}`",
            fix="look at `catalogsite list` for references and their fields",
        )
    for one in exclude:
        refs -= set(select(graph, parse_selector(one)))
    return Subgraph(
        nodes=tuple(_node(graph, ref) for ref in sorted(refs)),
        edges=tuple(
            GraphEdge(**need._asdict())
            for need in graph.needs
            if need.source in refs and need.target in refs
        ),
    )


def _node(graph: Graph, ref: str) -> GraphNode:
    entity = graph.entities[ref]
    kind = str(entity["kind"])
    return GraphNode(ref=ref, title=graph.title(ref), kind=kind, owner=owner_of(entity))
