"""The org chart: groups below their parents, as a whole or around one group."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from catalogsite.graph.graph import Graph

_DEPTH = 12
"""Levels of a chart; what is deeper is counted."""
_CHILDREN = 40
"""Groups that are shown below one parent."""


class Unit(NamedTuple):
    """A group of a chart, with the groups below it.

    `members` and `owned` count people and entities of the group itself, `below` the groups under it
    that the chart does not show. `is_circular` where the group is among its own parents.
    """

    ref: str
    title: str
    members: int
    owned: int
    on_call: tuple[str, ...] = ()
    children: tuple[Unit, ...] = ()
    below: int = 0
    is_circular: bool = False


class Chart(NamedTuple):
    """The groups of a chart: those above one group in `above`, the topmost first, and `roots`.

    `hidden` counts the roots that are not shown.
    """

    above: tuple[Unit, ...]
    roots: tuple[Unit, ...]
    hidden: int = 0


def _nobody(_: str) -> tuple[str, ...]:
    return ()


class OrgChartReader:
    """The org chart of one graph. `on_call` names who is on call for a group."""

    def __init__(self, graph: Graph, on_call: Callable[[str], tuple[str, ...]] = _nobody) -> None:
        self._graph = graph
        self._on_call = on_call

    def company(self, most: int) -> Chart:
        """All groups below those without a parent, at most `most`: the upper levels first."""
        roots = self._roots
        return Chart((), self._trees(roots, most), max(len(roots) - most, 0))

    def of(self, ref: str, most: int) -> Chart | None:
        """A group between those above and below it; None for a group without any, and for an unknown reference."""
        if ref not in self._children:
            return None
        above = self._above(ref)
        if not above and not self._children[ref]:
            return None
        return Chart(tuple(self._unit(one) for one in above), self._trees([ref], most))

    @cached_property
    def _parent(self) -> dict[str, str]:
        """The parent of each group: of several that are stated, the first by reference."""
        found: dict[str, str] = {}
        for ref, pairs in self._graph.relations.items():
            if ref.startswith("group:"):
                stated = [to for relation, to in pairs if relation == "childOf" and to != ref]
                known = sorted(one for one in stated if one in self._graph)
                if known:
                    found[ref] = known[0]
        return found

    @cached_property
    def _circular(self) -> frozenset[str]:
        """The groups that are among their own parents."""
        found: set[str] = set()
        done: set[str] = set()
        for ref in sorted(self._parent):
            way: dict[str, None] = {}
            one: str | None = ref
            while one is not None and one not in done and one not in way:
                way[one] = None
                one = self._parent.get(one)
            if one in way:
                names = list(way)
                found.update(names[names.index(one) :])
            done.update(way)
        return frozenset(found)

    @cached_property
    def _tops(self) -> frozenset[str]:
        """Of each circle the first group by reference, which stands as if it had no parent."""
        tops = set()
        seen: set[str] = set()
        for ref in sorted(self._circular):
            if ref not in seen:
                tops.add(ref)
                one = ref
                while one not in seen:
                    seen.add(one)
                    one = self._parent[one]
        return frozenset(tops)

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {
            ref: [] for ref in self._graph.entities if ref.startswith("group:")
        }
        for ref, parent in self._parent.items():
            if ref not in self._tops and parent in found:
                found[parent].append(ref)
        return {ref: sorted(children, key=self._order) for ref, children in found.items()}

    @cached_property
    def _roots(self) -> list[str]:
        lower = {ref for children in self._children.values() for ref in children}
        return sorted((ref for ref in self._children if ref not in lower), key=self._order)

    def _order(self, ref: str) -> tuple[bool, str, str]:
        # Those with groups below them first: they are what a chart is looked at for.
        return ref not in self._with_children, self._graph.title(ref).casefold(), ref

    @cached_property
    def _with_children(self) -> frozenset[str]:
        return frozenset(self._parent.values())

    @cached_property
    def _below(self) -> dict[str, int]:
        """How many groups are anywhere below each group."""
        order: list[str] = []
        waiting = list(self._roots)
        while waiting:
            ref = waiting.pop()
            order.append(ref)
            waiting += self._children[ref]
        found: dict[str, int] = {}
        for ref in reversed(order):
            found[ref] = sum(1 + found[child] for child in self._children[ref])
        return found

    def _above(self, ref: str) -> list[str]:
        way: list[str] = []
        while ref in self._parent and ref not in self._tops and len(way) < _DEPTH:
            ref = self._parent[ref]
            way.append(ref)
        return way[::-1]

    def _trees(self, roots: Sequence[str], most: int) -> tuple[Unit, ...]:
        """The trees of the first roots, in which the upper levels are filled first."""
        shown: dict[str, list[str]] = defaultdict(list)
        first = list(roots[:most])
        left = most - len(first)
        waiting = deque((ref, 1) for ref in first)
        while waiting and left > 0:
            ref, depth = waiting.popleft()
            if depth < _DEPTH:
                shown[ref] = self._children[ref][: min(_CHILDREN, left)]
                left -= len(shown[ref])
                waiting += [(child, depth + 1) for child in shown[ref]]
        return tuple(self._tree(ref, shown) for ref in first)

    def _tree(self, ref: str, shown: dict[str, list[str]]) -> Unit:
        # Not deeper than `_DEPTH`.
        children = tuple(self._tree(child, shown) for child in shown.get(ref, ()))
        cut = set(self._children[ref]) - {one.ref for one in children}
        below = sum(1 + self._below[one] for one in cut)
        return self._unit(ref)._replace(children=children, below=below)

    def _unit(self, ref: str) -> Unit:
        return Unit(
            ref,
            self._graph.title(ref),
            members=self._number(ref, "hasMember"),
            owned=self._number(ref, "ownerOf"),
            on_call=self._on_call(ref),
            is_circular=ref in self._circular,
        )

    def _number(self, ref: str, relation: str) -> int:
        targets: Iterable[str] = {to for name, to in self._graph.relations[ref] if name == relation}
        return sum(to in self._graph for to in targets)
