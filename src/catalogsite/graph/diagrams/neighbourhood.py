"""The neighbours of one entity, sorted onto the two sides of its diagram."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from catalogsite.graph.graph import Graph, Node
from catalogsite.model.relations.types import Direction, Meaning, RelationTypes

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


class Place(NamedTuple):
    """Where a diagram shows the targets of a relation: left is 0, right is 1, and nowhere is None.

    `rank` is the place among relations of one side, and `words` stand along the arrow, which leads from
    the left to the right.
    """

    side: int | None
    rank: tuple[bool, int]
    words: str
    meaning: Meaning


_Stated = tuple[tuple[bool, int], str, str, bool, str]
"""A relation of the centre: the rank of its place, target, name, whether it is inferred, and words."""


def neighbourhood(graph: Graph, ref: str, cap: int = DEFAULT_CAP) -> Neighbourhood:
    """The neighbours of `ref`, at most `cap` a side; those that exist come first."""
    left, right = (_side(graph, stated, cap) for stated in _sides(graph, ref))
    node = graph.node(ref) or Node(ref, ref.partition(":")[0])
    return Neighbourhood(
        ref=ref,
        title=node.title,
        kind=node.kind,
        left=left.shown,
        right=right.shown,
        more_left=left.more,
        more_right=right.more,
        filters_left=left.filters,
        filters_right=right.filters,
    )


@lru_cache(maxsize=2**10)
def place_of(types: RelationTypes, relation: str) -> Place:
    """The place of the targets of a relation.

    What a team owns is a table of its own: beside it, the diagram would leave no room for its people
    and its parts.
    """
    direction = types.direction(relation)
    rank = (direction.meaning != "needs", types.order.get(relation, len(types.order)))
    if direction.is_inverse and direction.meaning == "is owned by":
        return Place(None, rank, "", direction.meaning)
    if _is_left(direction):
        return Place(0, rank, types.direction(direction.inverse).words, direction.meaning)
    return Place(1, rank, direction.words, direction.meaning)


def _is_left(direction: Direction) -> bool:
    """Whether a diagram shows the targets of a relation on the side of those who use its source."""
    if direction.meaning in ("needs", "is needed by"):
        # What a component provides stands where its other relations do, and not among its users.
        return direction.meaning == "is needed by" and direction.is_inverse
    return direction.is_inverse


def _sides(graph: Graph, ref: str) -> tuple[list[_Stated], list[_Stated]]:
    """The relations to those who use or belong to the entity, and to what it uses or belongs to."""
    sides: tuple[list[_Stated], list[_Stated]] = ([], [])
    types = graph.relation_types
    for relation, target, inferred in graph.edges(ref):
        side, rank, words, _ = place_of(types, relation)
        if side is not None and target != ref:
            sides[side].append((rank, target, relation, inferred, words))
    return sides


class _Side(NamedTuple):
    shown: tuple[Neighbour, ...] = ()
    more: int = 0
    filters: tuple[str, ...] = ()


def _side(graph: Graph, stated: list[_Stated], cap: int) -> _Side:
    if not stated:
        return _Side()
    # What it needs to work comes before what it provides.
    stated.sort(key=_order)
    found: dict[str, list[_Stated]] = {}
    for one in stated:
        found.setdefault(one[1], []).append(one)
    refs = sorted(found, key=lambda ref: ref not in graph)
    hidden = refs[cap:]
    return _Side(
        tuple([_neighbour(graph.node(ref), found[ref]) for ref in refs[:cap]]),
        len(hidden),
        _filters((found[ref] for ref in hidden), graph) if hidden else (),
    )


def _order(one: _Stated) -> tuple[tuple[bool, int], str]:
    return one[:2]


def _filters(hidden: Iterable[Sequence[_Stated]], graph: Graph) -> tuple[str, ...]:
    """The relations by which a search of the catalog finds all of these; empty where it cannot."""
    names = set()
    for (_, ref, relation, inferred, _), *others in hidden:
        if (inferred and not others) or ref not in graph:
            return ()
        names.add(relation)
    types = graph.relation_types
    found = tuple(types.direction(name).inverse for name in types.sorted(names))
    return found if all(found) else ()


def _neighbour(node: Node | None, stated: Sequence[_Stated]) -> Neighbour:
    _, ref, relation, inferred, words = stated[0]
    title, kind = node or Node(ref.rpartition("/")[2], ref.partition(":")[0])
    if len(stated) == 1:
        return Neighbour(ref, title, kind, words, node is not None, inferred, (relation,))
    return Neighbour(
        ref,
        title,
        kind,
        ", ".join([words for *_, words in stated]),
        node is not None,
        False,
        tuple([relation for _, _, relation, _, _ in stated]),
    )
