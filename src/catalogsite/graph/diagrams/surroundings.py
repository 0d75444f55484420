"""What the diagram of one entity shows: its neighbours, and where they fit, what those need or serve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from catalogsite.graph.diagrams.neighbourhood import (
    Neighbour,
    Neighbourhood,
    neighbourhood,
    place_of,
)
from catalogsite.graph.graph import Graph
from catalogsite.model.relations.types import Meaning

BOUND = 22
"""Boxes of a diagram with a second step: with more it shows the neighbours alone."""

_MOST_KEPT = 2**12
"""Entities of which is kept what they look like, and what leads on from them."""


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


Further = tuple[tuple[Box, Arrow], ...]
"""What leads on from a neighbour."""


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


class _Looks(NamedTuple):
    """What a box shows of an entity, wherever it stands."""

    title: str
    kind: str
    known: bool
    mark: str


class SurroundingsReader:
    """The surroundings of any entity of one graph, which remembers what a second step follows.

    `mark` is the state to show of an entity by its reference.
    """

    def __init__(self, graph: Graph, mark: Callable[[str], str] = _no_mark) -> None:
        self._graph = graph
        self._looks_of = lru_cache(maxsize=_MOST_KEPT)(_looks_reader(graph, mark))
        self._follow = lru_cache(maxsize=_MOST_KEPT)(self._further)

    def of(self, ref: str) -> Surroundings:
        """The neighbours of `ref`, with a second step where the whole has at most `BOUND` boxes."""
        around = neighbourhood(self._graph, ref)
        boxes = self._first(around)
        second = self._second(around, boxes)
        arrows = {arrow[:2]: arrow for arrow in _first_arrows(around)}
        for further in second:
            for box, arrow in further:
                arrows.setdefault(arrow[:2], arrow)
                boxes.setdefault(box.ref, box)
        return Surroundings(
            ref, tuple(boxes.values()), tuple(arrows.values()), tuple(_hidden(around))
        )

    def _first(self, around: Neighbourhood) -> dict[str, Box]:
        boxes = {around.ref: self._box(around.ref, 0)}
        for step, side in ((-1, around.left), (1, around.right)):
            for one in side:
                if one.ref not in boxes:
                    boxes[one.ref] = self._box(one.ref, step)
        return boxes

    def _box(self, ref: str, step: int) -> Box:
        title, kind, known, mark = self._looks_of(ref)
        return Box(ref, title, kind, step, known, mark)

    def _second(self, around: Neighbourhood, first: dict[str, Box]) -> list[Further]:
        """The boxes of the second step with their arrows; none where not all of them fit."""
        found: list[Further] = []
        refs = set(first)
        for step, side in ((-2, around.left), (2, around.right)):
            for one in side:
                meaning = self._leads_on(one)
                if meaning is None:
                    continue
                further = self._follow(one.ref, meaning, step)
                if further is None:
                    return []
                refs.update([box.ref for box, _ in further])
                if len(refs) > BOUND:
                    return []
                found.append(further)
        return found

    def _leads_on(self, one: Neighbour) -> Meaning | None:
        """What leads on from a neighbour: its needs from what is needed, its users from a user."""
        if one.known:
            for name in one.relations:
                meaning = place_of(self._graph.relation_types, name).meaning
                if meaning in ("needs", "is needed by"):
                    return meaning
        return None

    def _further(self, ref: str, meaning: Meaning, step: int) -> Further | None:
        types = self._graph.relation_types
        edges = sorted(
            (target, relation, inferred)
            for relation, target, inferred in self._graph.edges(ref)
            if target != ref and place_of(types, relation).meaning == meaning
        )
        if len(edges) > BOUND:
            return None
        return tuple([self._beyond(ref, *edge, step) for edge in edges])

    def _beyond(
        self, ref: str, target: str, relation: str, inferred: bool, step: int
    ) -> tuple[Box, Arrow]:
        types = self._graph.relation_types
        direction = types.direction(relation)
        box = self._box(target, step)
        if step > 0:
            return box, Arrow(ref, target, direction.words, inferred)
        return box, Arrow(target, ref, types.direction(direction.inverse).words, inferred)


def _looks_reader(graph: Graph, mark: Callable[[str], str]) -> Callable[[str], _Looks]:
    def looks_of(ref: str) -> _Looks:
        node = graph.node(ref)
        if node is None:
            return _Looks(ref.rpartition("/")[2], ref.partition(":")[0], False, "")
        return _Looks(node.title, node.kind, True, mark(ref))

    return looks_of


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
