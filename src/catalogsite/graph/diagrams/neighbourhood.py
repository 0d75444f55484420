"""The neighbours of one entity, sorted onto the two sides of its diagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from catalogsite.graph.graph import Edge, Node
from catalogsite.model.relations.types import Direction, RelationTypes

DEFAULT_CAP = 6


class Neighbour(NamedTuple):
    """One entity beside the centre; `known` is False where the catalog lacks it.

    `inferred` is True where no descriptor names the relation; `relations` are the names of the
    relations of the centre to it.
    """

    ref: str
    title: str
    kind: str
    words: str
    known: bool
    inferred: bool = False
    relations: tuple[str, ...] = ()


class Neighbourhood(NamedTuple):
    """The centre and both sides; `more_*` counts the neighbours that were left out.

    `filters_*` are the names of the relations that those who were left out state about the centre;
    empty where a search for them would not find every one.
    """

    ref: str
    title: str
    kind: str
    left: tuple[Neighbour, ...]
    right: tuple[Neighbour, ...]
    more_left: int = 0
    more_right: int = 0
    filters_left: tuple[str, ...] = ()
    filters_right: tuple[str, ...] = ()


class NodesAndEdges(Protocol):
    """What a diagram needs of a graph."""

    @property
    def relation_types(self) -> RelationTypes:
        """Every type of relation."""

    def node(self, ref: str) -> Node | None:
        """The entity as a diagram shows it; None where the catalog lacks it."""

    def edges(self, ref: str) -> Sequence[Edge]:
        """All relations of an entity, stated and inferred."""


def neighbourhood(graph: NodesAndEdges, ref: str, cap: int = DEFAULT_CAP) -> Neighbourhood:
    """The neighbours of `ref`, at most `cap` a side; those that exist come first."""
    left, right = (_side(graph, edges) for edges in _sides(graph, ref))
    node = graph.node(ref) or Node(ref, ref.partition(":")[0])
    return Neighbourhood(
        ref=ref,
        title=node.title,
        kind=node.kind,
        left=left[:cap],
        right=right[:cap],
        more_left=max(len(left) - cap, 0),
        more_right=max(len(right) - cap, 0),
        filters_left=_filters(left[cap:], graph.relation_types),
        filters_right=_filters(right[cap:], graph.relation_types),
    )


def _filters(hidden: Sequence[Neighbour], types: RelationTypes) -> tuple[str, ...]:
    """The relations by which a search of the catalog finds all of these; empty where it cannot."""
    if any(one.inferred or not one.known for one in hidden):
        return ()
    names = types.sorted({one.relations[0] for one in hidden})
    found = tuple(types.direction(name).inverse for name in names)
    return found if all(found) else ()


def _sides(graph: NodesAndEdges, ref: str) -> tuple[list[Edge], list[Edge]]:
    """The relations to those who use or belong to the entity, and to what it uses or belongs to.

    What a team owns is a table of its own: beside it, the diagram would leave no room for its people
    and its parts.
    """
    sides: tuple[list[Edge], list[Edge]] = ([], [])
    for edge in graph.edges(ref):
        direction = graph.relation_types.direction(edge.relation)
        is_owned = direction.is_inverse and direction.meaning == "is owned by"
        if edge.ref != ref and not is_owned:
            sides[0 if is_left(direction) else 1].append(edge)
    return sides


def is_left(direction: Direction) -> bool:
    """Whether a diagram shows the targets of a relation on the side of those who use its source."""
    if direction.meaning in ("needs", "is needed by"):
        # What a component provides stands where its other relations do, and not among its users.
        return direction.meaning == "is needed by" and direction.is_inverse
    return direction.is_inverse


def _side(graph: NodesAndEdges, edges: Sequence[Edge]) -> tuple[Neighbour, ...]:
    types = graph.relation_types
    order = types.order
    last = len(order)

    def place(edge: Edge) -> tuple[bool, int, str]:
        # What it needs to work comes before what it provides.
        needed = types.direction(edge.relation).meaning == "needs"
        return not needed, order.get(edge.relation, last), edge.ref

    found: dict[str, Neighbour] = {}
    for edge in sorted(edges, key=place):
        before = found.get(edge.ref)
        word = _arrow_words(types.direction(edge.relation), types)
        found[edge.ref] = (
            before._replace(
                words=f"{before.words}, {word}",
                inferred=False,
                relations=(*before.relations, edge.relation),
            )
            if before
            else _neighbour(graph.node(edge.ref), edge, word)
        )
    return tuple(sorted(found.values(), key=lambda one: not one.known))


def _arrow_words(direction: Direction, types: RelationTypes) -> str:
    """The words along the arrow, which leads from the left to the right."""
    return types.direction(direction.inverse).words if is_left(direction) else direction.words


def _neighbour(node: Node | None, edge: Edge, words: str) -> Neighbour:
    title, kind = node or Node(edge.ref.rpartition("/")[2], edge.ref.partition(":")[0])
    return Neighbour(
        edge.ref, title, kind, words, node is not None, edge.inferred, (edge.relation,)
    )
