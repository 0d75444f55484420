"""Who needs each entity, directly or not: the passes over the whole graph that findings share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from catalogsite.graph.graph import Graph
from catalogsite.graph.reach_bits import GroupReach, group_reaches
from catalogsite.model.entity import owner_of


class Users:
    """The entities of a graph in the order of their owners, which is that of their bits.

    `owners` are the references of owners, sorted, of which the first is empty and stands for none;
    `owner` is the number of that of each node of `graph.needs`, -1 for one that the catalog lacks.
    """

    def __init__(self, graph: Graph) -> None:
        self._needs = graph.needs
        stated = [
            (owner_of(entity) or "") if (entity := graph.entities.get(name)) is not None else None
            for name in graph.needs.names
        ]
        self.owners = sorted({"", *(owner for owner in stated if owner)})
        numbers = {owner: number for number, owner in enumerate(self.owners)}
        self.owner = [-1 if owner is None else numbers[owner] for owner in stated]
        sizes = [0] * len(self.owners)
        for owner in self.owner:
            if owner >= 0:
                sizes[owner] += 1
        self._starts = list(accumulate(sizes, initial=0))
        following = list(self._starts)
        self.places = [-1] * len(self.owner)
        """The bit of each node, -1 for one that the catalog lacks."""
        for node, owner in enumerate(self.owner):
            if owner >= 0:
                self.places[node] = following[owner]
                following[owner] += 1

    def reaches(self) -> Iterator[GroupReach]:
        """For each group of entities that need each other, who needs them, with owners as labels."""
        needs = self._needs
        return group_reaches(needs.before, needs.groups[::-1], self.places, self.owner)

    def bytes_of(self, bits: int) -> bytes:
        """Bits of entities in the form that `number_of` reads."""
        return bits.to_bytes(self._starts[-1] // 8 + 1, "little")

    def number_of(self, owner: int, found: bytes) -> int:
        """How many entities of an owner are among the bits."""
        first, last = self._starts[owner], self._starts[owner + 1]
        own = int.from_bytes(found[first >> 3 : (last >> 3) + 1], "little") >> (first & 7)
        return (own & ((1 << last - first) - 1)).bit_count()
