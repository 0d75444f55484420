"""What the diagram of a system or domain shows: its parts in boxes, and the edges between the boxes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from catalogsite.graph.diagrams.surroundings import Box
from catalogsite.graph.graph import Graph

MEMBERS = 16
"""Members that a diagram shows in all of its boxes together."""
_LEAST = 4
"""Members that a box shows at least, where it has so many."""
_INSIDE = 12
"""Systems or subdomains of a domain that a diagram shows."""
_LINKS = 50
"""Lines of a diagram; those that stand for most edges are drawn."""
_OUTSIDE = 5
"""Neighbours on each side."""


class Container(NamedTuple):
    """A box around members: a system or subdomain with its `ref`, or the parts of one kind in a system.

    `total` counts all that belong to it, of which `members` are shown. `side` is -1 for a neighbour
    that needs what the frame contains, 1 for one that it needs, and 0 inside the frame.
    """

    id: str
    ref: str
    members: tuple[Box, ...]
    total: int
    side: int = 0
    title: str = ""
    mark: str = ""


class Link(NamedTuple):
    """The number of relations that lead from a member or container to another; by their ids."""

    source: str
    target: str
    number: int
    inferred: bool = False


class Contents(NamedTuple):
    """The frame of the system or domain `ref`, the boxes in it and beside it, and their edges.

    `hidden` counts the parts and neighbours that are not shown at all, and `hidden_links` the edges
    between boxes that are shown.
    """

    ref: str
    title: str = ""
    containers: tuple[Container, ...] = ()
    links: tuple[Link, ...] = ()
    hidden: int = 0
    hidden_links: int = 0


class _Pair(NamedTuple):
    source: str
    target: str


class ContentsReader:
    """The contents of any system or domain of one graph. `mark` is the state to show of an entity."""

    def __init__(self, graph: Graph, mark: Callable[[str], str]) -> None:
        self._graph = graph
        self._mark = mark
        self._is_drawn = lru_cache(maxsize=2**10)(self._drawn)

    def of(self, ref: str) -> Contents | None:
        """The contents of a system or domain; None for other entities and for those without parts."""
        kind = ref.partition(":")[0]
        parts = self._parts(ref) if kind in ("system", "domain") else []
        if not parts or ref not in self._graph:
            return None
        return self._system(ref, parts) if kind == "system" else self._domain(ref, parts)

    def _parts(self, ref: str) -> list[str]:
        pairs = self._graph.relations.get(ref, ())
        found = {target for relation, target in pairs if relation == "hasPart" and target != ref}
        return sorted(target for target in found if target in self._graph)

    def _system(self, ref: str, parts: Sequence[str]) -> Contents:
        inside = frozenset(parts)
        inner = Counter(
            _Pair(source, target)
            for source in parts
            for source, target in self._edges(source)
            if target in inside
        )
        outer = {
            pair: number
            for pair, number in self._between_members_and_systems.get(ref, {}).items()
            if ref not in pair
        }
        degree = Counter(end for pair in (*inner, *outer) for end in pair)
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for part in parts:
            groups[self._group(part)].append(part)
        cap = max(MEMBERS // len(groups), _LEAST)
        containers = [
            self._container(group, "", found, cap, degree)
            for group, found in sorted(groups.items())
        ]
        return self._contents(ref, containers, inner, outer)

    def _domain(self, ref: str, parts: Sequence[str]) -> Contents:
        ends = {home: part for part in parts for home in (part, *self._parts(part))}
        between: Counter[_Pair] = Counter()
        touching = dict.fromkeys(pair for home in ends for pair in self._pairs_at.get(home, ()))
        for pair in touching:
            source, target = (ends.get(end, end) for end in pair)
            if source != target:
                between[_Pair(source, target)] += self._between_systems[pair]
        inner = Counter({p: n for p, n in between.items() if p.source in ends and p.target in ends})
        outer = {pair: number for pair, number in between.items() if pair not in inner}
        degree = Counter(end for pair in between for end in pair)
        shown = sorted(parts, key=lambda part: (-degree[part], part))[:_INSIDE]
        cap = max(MEMBERS // len(shown), 2)
        containers = [
            self._container(part, part, self._parts(part), cap, degree) for part in sorted(shown)
        ]
        return self._contents(ref, containers, inner, outer, len(parts) - len(shown))

    def _contents(
        self,
        ref: str,
        containers: list[Container],
        inner: Counter[_Pair],
        outer: dict[_Pair, int],
        hidden: int = 0,
    ) -> Contents:
        """With the neighbours that have most edges, and the edges between what is shown."""
        ends = {one.id: one.id for one in containers}
        ends |= {box.ref: box.ref for one in containers for box in one.members}
        needs, users = _by_neighbour(outer, ends)
        both = sorted(needs.keys() | users.keys())
        sides = {one: 1 if needs[one] >= users[one] else -1 for one in both}
        for side in (-1, 1):
            found = sorted(
                (one for one in both if sides[one] == side),
                key=lambda one: (-needs[one] - users[one], one),
            )
            hidden += max(len(found) - _OUTSIDE, 0)
            for one in found[:_OUTSIDE]:
                containers.append(self._neighbour(one, side))
                ends[one] = one
        links = [
            Link(pair.source, pair.target, number, pair in self._graph.inferred)
            for pair, number in sorted({**inner, **outer}.items())
            if pair.source in ends and pair.target in ends
        ]
        kept = sorted(sorted(links, key=lambda link: -link.number)[:_LINKS])
        title = self._graph.title(ref)
        return Contents(ref, title, tuple(containers), tuple(kept), hidden, len(links) - len(kept))

    def _container(
        self, name: str, ref: str, members: Sequence[str], cap: int, degree: Counter[str]
    ) -> Container:
        shown = sorted(members, key=lambda one: (-degree[one], one))[:cap]
        boxes = tuple(self._box(one) for one in sorted(shown))
        title = self._graph.title(ref) if ref else ""
        return Container(name, ref, boxes, len(members), 0, title, self._mark(ref) if ref else "")

    def _neighbour(self, ref: str, side: int) -> Container:
        return Container(ref, ref, (), len(self._parts(ref)), side, self._graph.title(ref))

    def _box(self, ref: str) -> Box:
        node = self._graph.node(ref)
        title, kind = node or (ref, ref.partition(":")[0])
        return Box(ref, title, kind, 0, node is not None, self._mark(ref))

    def _group(self, ref: str) -> str:
        kind = ref.partition(":")[0]
        if kind == "component":
            spec = self._graph.entities[ref].get("spec")
            is_library = isinstance(spec, dict) and spec.get("type") == "library"
            return "component/library" if is_library else "component"
        return kind

    def _edges(self, ref: str) -> list[_Pair]:
        """What the entity needs, and the APIs that it provides."""
        drawn = self._is_drawn
        return [
            _Pair(ref, target)
            for relation, target in self._graph.relations.get(ref, ())
            if drawn(relation) and target != ref
        ]

    def _drawn(self, relation: str) -> bool:
        is_needed = self._graph.relation_types.direction(relation).meaning == "needs"
        return relation == "providesApi" or (is_needed and relation != "apiProvidedBy")

    @cached_property
    def _home(self) -> dict[str, str]:
        """The system of each entity that is part of one."""
        found: dict[str, str] = {}
        for ref, pairs in self._graph.relations.items():
            for relation, target in pairs:
                if relation == "partOf" and target.startswith("system:") and target in self._graph:
                    found.setdefault(ref, target)
        return found

    @cached_property
    def _crossing(self) -> list[tuple[_Pair, str, str]]:
        """The edges between entities of two systems, with those systems."""
        homes = self._home
        drawn, relations = self._is_drawn, self._graph.relations
        return [
            (_Pair(ref, target), home, other)
            for ref, home in homes.items()
            for relation, target in relations[ref]
            if (other := homes.get(target, home)) != home and drawn(relation)
        ]

    @cached_property
    def _between_systems(self) -> Counter[_Pair]:
        return Counter(_Pair(home, other) for _, home, other in self._crossing)

    @cached_property
    def _pairs_at(self) -> dict[str, list[_Pair]]:
        """The pairs of `_between_systems` by each of their systems."""
        found: defaultdict[str, list[_Pair]] = defaultdict(list)
        for pair in self._between_systems:
            for end in pair:
                found[end].append(pair)
        return dict(found)

    @cached_property
    def _between_members_and_systems(self) -> dict[str, Counter[_Pair]]:
        """By system, how many edges lead from its members to other systems and the other way."""
        found: defaultdict[str, Counter[_Pair]] = defaultdict(Counter)
        for pair, home, other in self._crossing:
            found[home][_Pair(pair.source, other)] += 1
            found[other][_Pair(home, pair.target)] += 1
        return dict(found)


def _by_neighbour(
    outer: dict[_Pair, int], inside: Iterable[str]
) -> tuple[Counter[str], Counter[str]]:
    """How much is needed of each neighbour, and how much each needs."""
    known = frozenset(inside)
    needs: Counter[str] = Counter()
    users: Counter[str] = Counter()
    for (source, target), number in outer.items():
        if source in known:
            needs[target] += number
        elif target in known:
            users[source] += number
    return needs, users
