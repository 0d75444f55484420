"""What the diagram of one entity shows: its neighbours, and where they fit, what those need or serve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from catalogsite.graph.diagrams.neighbourhood import (
    Neighbour,
    Neighbourhood,
    NodesAndEdges,
    neighbourhood,
)
from catalogsite.graph.graph import Edge, Node
from catalogsite.model.relations.types import Meaning

BOUND = 22
"""Boxes of a diagram with a second step: with more it shows the neighbours alone."""

Further = tuple[Edge, ...] | None
"""The edges of one meaning of an entity; None where there are more than a diagram has room for."""


class Box(NamedTuple):
    """One entity of a diagram; `step` is 0 for the centre, negative on the side of its users.

    `mark` is the state that its box names, such as `failing`; `known` is False where the catalog
    lacks the entity.
    """

    ref: str
    title: str
    kind: str
    step: int
    known: bool = True
    mark: str = ""


class Arrow(NamedTuple):
    """A relation between two boxes, which leads from the left to the right unless it closes a cycle."""

    source: str
    target: str
    words: str
    inferred: bool = False


class Hidden(NamedTuple):
    """Neighbours that a side of the diagram has no room for.

    `filters` are the names of relations by which a search of the catalog finds them; empty where it
    cannot.
    """

    step: int
    number: int
    filters: tuple[str, ...] = ()


class Surroundings(NamedTuple):
    """The boxes and arrows of a diagram; the centre is the box of `ref`."""

    ref: str
    boxes: tuple[Box, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    hidden: tuple[Hidden, ...] = ()

    @property
    def title(self) -> str:
        """The title of the centre."""
        return next((box.title for box in self.boxes if box.ref == self.ref), self.ref)


def _no_mark(_: str) -> str:
    return ""


class SurroundingsReader:
    """The surroundings of any entity of one graph, which remembers what a second step follows.

    `mark` is the state to show of an entity by its reference.
    """

    def __init__(self, graph: NodesAndEdges, mark: Callable[[str], str] = _no_mark) -> None:
        self._graph = graph
        self._mark = mark
        self._further: dict[tuple[str, Meaning], Further] = {}

    def of(self, ref: str) -> Surroundings:
        """The neighbours of `ref`, with a second step where the whole has at most `BOUND` boxes."""
        around = neighbourhood(self._graph, ref)
        first = self._first(around)
        second = self._second(around, first)
        boxes = dict(first)
        arrows: dict[tuple[str, str], Arrow] = {}
        for arrow in (*_first_arrows(around), *(one for _, one in second)):
            arrows.setdefault(arrow[:2], arrow)
        for box, _ in second:
            boxes.setdefault(box.ref, box)
        return Surroundings(
            ref, tuple(boxes.values()), tuple(arrows.values()), tuple(_hidden(around))
        )

    def _first(self, around: Neighbourhood) -> dict[str, Box]:
        centre = Box(around.ref, around.title, around.kind, 0, mark=self._mark(around.ref))
        boxes = {around.ref: centre}
        for step, side in ((-1, around.left), (1, around.right)):
            for one in side:
                mark = self._mark(one.ref) if one.known else ""
                box = Box(one.ref, one.title, one.kind, step, one.known, mark)
                boxes.setdefault(one.ref, box)
        return boxes

    def _second(self, around: Neighbourhood, first: dict[str, Box]) -> list[tuple[Box, Arrow]]:
        """The boxes of the second step with their arrows; none where not all of them fit."""
        found: list[tuple[Box, Arrow]] = []
        refs = set(first)
        for step, side in ((-2, around.left), (2, around.right)):
            for one in side:
                edges = self._follow(one)
                if edges is None:
                    return []
                refs.update(edge.ref for edge in edges)
                if len(refs) > BOUND:
                    return []
                found += [self._beyond(one, edge, step) for edge in edges]
        return found

    def _follow(self, one: Neighbour) -> Further:
        """What leads on from a neighbour: its needs from what is needed, its users from a user."""
        types = self._graph.relation_types
        meanings = [types.direction(name).meaning for name in one.relations]
        meaning = next((m for m in meanings if m in ("needs", "is needed by")), None)
        if meaning is None or not one.known:
            return ()
        key = (one.ref, meaning)
        if key not in self._further:
            edges = [
                edge
                for edge in self._graph.edges(one.ref)
                if edge.ref != one.ref and types.direction(edge.relation).meaning == meaning
            ]
            self._further[key] = None if len(edges) > BOUND else tuple(sorted(edges, key=_place))
        return self._further[key]

    def _beyond(self, one: Neighbour, edge: Edge, step: int) -> tuple[Box, Arrow]:
        node = self._graph.node(edge.ref)
        title, kind = node or Node(edge.ref.rpartition("/")[2], edge.ref.partition(":")[0])
        mark = self._mark(edge.ref) if node else ""
        box = Box(edge.ref, title, kind, step, node is not None, mark)
        types = self._graph.relation_types
        direction = types.direction(edge.relation)
        if step > 0:
            return box, Arrow(one.ref, edge.ref, direction.words, edge.inferred)
        words = types.direction(direction.inverse).words
        return box, Arrow(edge.ref, one.ref, words, edge.inferred)


def _place(edge: Edge) -> tuple[str, str]:
    return edge.ref, edge.relation


def _first_arrows(around: Neighbourhood) -> Sequence[Arrow]:
    left = [Arrow(one.ref, around.ref, one.words, one.inferred) for one in around.left]
    return [
        *left,
        *(Arrow(around.ref, one.ref, one.words, one.inferred) for one in around.right),
    ]


def _hidden(around: Neighbourhood) -> Sequence[Hidden]:
    sides = (
        (-1, around.more_left, around.filters_left),
        (1, around.more_right, around.filters_right),
    )
    return [Hidden(*side) for side in sides if side[1]]
