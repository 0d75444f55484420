"""The neighbours of one entity, sorted onto the two sides of its diagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from catalogsite.graph.graph import Edge, Node

LEFT: dict[str, str] = {
    "dependencyOf": "depends on",
    "apiConsumedBy": "consumes",
    "hasPart": "part of",
    "hasMember": "member of",
    "parentOf": "child of",
}
"""Relations whose targets stand on the left: those who use or belong to the entity.

The words read along the arrow, from left to right. What a team owns is a table of its own: beside
it, the diagram would leave no room for its people and its parts.
"""
RIGHT: dict[str, str] = {
    "dependsOn": "depends on",
    "consumesApi": "consumes",
    "providesApi": "provides",
    "apiProvidedBy": "provided by",
    "partOf": "part of",
    "ownedBy": "owned by",
    "memberOf": "member of",
    "childOf": "child of",
}
"""Relations whose targets stand on the right: what the entity uses or belongs to."""
DEFAULT_CAP = 6


class Neighbour(NamedTuple):
    """One entity beside the centre; `known` is False where the catalog lacks it.

    `inferred` is True where no descriptor names the relation.
    """

    ref: str
    title: str
    kind: str
    words: str
    known: bool
    inferred: bool = False


class Neighbourhood(NamedTuple):
    """The centre and both sides; `more_*` counts the neighbours that were left out."""

    ref: str
    title: str
    kind: str
    left: tuple[Neighbour, ...]
    right: tuple[Neighbour, ...]
    more_left: int = 0
    more_right: int = 0


class NodesAndEdges(Protocol):
    """What a diagram needs of a graph."""

    def node(self, ref: str) -> Node | None:
        """The entity as a diagram shows it; None where the catalog lacks it."""

    def edges(self, ref: str) -> Sequence[Edge]:
        """All relations of an entity, stated and inferred."""


def neighbourhood(graph: NodesAndEdges, ref: str, cap: int = DEFAULT_CAP) -> Neighbourhood:
    """The neighbours of `ref`, at most `cap` a side; those that exist come first."""
    edges = graph.edges(ref)
    left, right = _side(graph, ref, edges, LEFT), _side(graph, ref, edges, RIGHT)
    node = graph.node(ref) or Node(ref, ref.partition(":")[0])
    return Neighbourhood(
        ref=ref,
        title=node.title,
        kind=node.kind,
        left=left[:cap],
        right=right[:cap],
        more_left=max(len(left) - cap, 0),
        more_right=max(len(right) - cap, 0),
    )


def _side(
    graph: NodesAndEdges, ref: str, edges: Sequence[Edge], words: dict[str, str]
) -> tuple[Neighbour, ...]:
    order = {relation: place for place, relation in enumerate(words)}
    shown = [edge for edge in edges if edge.relation in order and edge.ref != ref]
    found: dict[str, Neighbour] = {}
    for edge in sorted(shown, key=lambda edge: (order[edge.relation], edge.ref)):
        before = found.get(edge.ref)
        word = words[edge.relation]
        found[edge.ref] = (
            before._replace(words=f"{before.words}, {word}", inferred=False)
            if before
            else _neighbour(graph.node(edge.ref), edge, word)
        )
    return tuple(sorted(found.values(), key=lambda one: not one.known))


def _neighbour(node: Node | None, edge: Edge, words: str) -> Neighbour:
    title, kind = node or Node(edge.ref.rpartition("/")[2], edge.ref.partition(":")[0])
    return Neighbour(edge.ref, title, kind, words, node is not None, edge.inferred)
