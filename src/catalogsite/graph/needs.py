"""What needs what, by number: the form of the dependency graph that questions to all of it share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from catalogsite.graph.strong_groups import strong_groups

Numbers = tuple[int, ...]


class Need(NamedTuple):
    """A dependency: what needs, what it needs, and how it is stated; `inferred` by manifests alone."""

    source: str
    target: str
    relation: str
    inferred: bool


class Needs:
    """The nodes, sorted by reference and numbered in that order, and who needs whom, both ways.

    `after` has what each node needs and `before` who needs it, in ascending order. `ways` and
    `ways_back` say beside them by which way, an index to `relations` and twice that number plus one where
    it is inferred. Tuples of equal content are one object.
    """

    __slots__ = (
        "__dict__",
        "after",
        "before",
        "names",
        "numbers",
        "relations",
        "ways",
        "ways_back",
    )

    def __init__(
        self, names: Iterable[str], edges: Mapping[str, Mapping[str, tuple[str, bool]]]
    ) -> None:
        targets = {target for found in edges.values() for target in found}
        self.names = tuple(sorted(targets.union(names)))
        self.numbers = {name: number for number, name in enumerate(self.names)}
        words = {word for found in edges.values() for word, _ in found.values()}
        self.relations = tuple(sorted(words))
        codes = {word: place * 2 for place, word in enumerate(self.relations)}
        same: dict[Numbers, Numbers] = {}
        back: list[list[int]] = [[] for _ in self.names]
        back_ways: list[list[int]] = [[] for _ in self.names]
        self.after: list[Numbers] = []
        self.ways: list[Numbers] = []
        for number, name in enumerate(self.names):
            after: list[int] = []
            ways: list[int] = []
            for target, (word, inferred) in sorted(edges.get(name, {}).items()):
                other, way = self.numbers[target], codes[word] + inferred
                after.append(other)
                ways.append(way)
                back[other].append(number)
                back_ways[other].append(way)
            self.after.append(_one(same, after))
            self.ways.append(_one(same, ways))
        self.before = [_one(same, found) for found in back]
        self.ways_back = [_one(same, found) for found in back_ways]

    def __contains__(self, name: object) -> bool:
        return name in self.numbers

    def number_of_edges(self) -> int:
        """How many dependencies there are."""
        return sum(map(len, self.after))

    def need(self, source: int, target: int) -> Need:
        """The dependency of one node on another."""
        way = self.ways[source][self.after[source].index(target)]
        return Need(self.names[source], self.names[target], *self.way(way))

    def way(self, code: int) -> tuple[str, bool]:
        """The relation of a way, and whether it is inferred."""
        return self.relations[code >> 1], bool(code & 1)

    def __iter__(self) -> Iterator[Need]:
        """All dependencies, sorted."""
        names = self.names
        for name, found, ways in zip(names, self.after, self.ways, strict=True):
            for target, way in zip(found, ways, strict=True):
                yield Need(name, names[target], *self.way(way))

    @cached_property
    def groups(self) -> list[Numbers]:
        """The nodes that need each other, sorted, each group after those that it needs.

        A node on no cycle is a group by itself.
        """
        return strong_groups(self.after)


def _one(same: dict[Numbers, Numbers], found: list[int]) -> Numbers:
    given = tuple(found)
    return same.setdefault(given, given)
