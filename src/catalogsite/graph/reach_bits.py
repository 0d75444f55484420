"""What every node of a graph reaches, as one bit for each node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import networkx as nx


class GroupReach(NamedTuple):
    """Nodes that reach each other, and what they reach, themselves included.

    `bits` has a one at the number of each node that is reached. `beyond` has a one at each label of
    what is reached outside the group, `within` counts the labels inside it.
    """

    members: tuple[str, ...]
    bits: int
    beyond: int
    within: Mapping[int, int]

    def labels(self, own: int | None) -> int:
        """The labels, as bits, of the other members that a member with the label `own` reaches."""
        inside = (label for label, count in self.within.items() if count > 1 or label != own)
        return self.beyond | sum(1 << label for label in inside)

    @property
    def all_labels(self) -> int:
        """The labels, as bits, of all that is reached, the group included."""
        return self.labels(None)


def group_reaches(
    links: nx.DiGraph[str],
    numbers: Mapping[str, int],
    labels: Mapping[str, int] | None = None,
) -> Iterator[GroupReach]:
    """What each strongly connected group of nodes reaches; those that are reached come first.

    `numbers` are the bits of the nodes, `labels` that of the label of a node where it has one.
    Quadratic in the nodes in the worst case, with a factor of 1/64, and little more than linear
    where most reach few.
    """
    groups = nx.condensation(links)
    found: dict[int, GroupReach] = {}
    waiting = dict(groups.in_degree())
    for group in reversed(list(nx.topological_sort(groups))):
        members = tuple(sorted(groups.nodes[group]["members"]))
        bits, beyond = sum(1 << numbers[name] for name in members), 0
        for after in groups.successors(group):
            bits |= found[after].bits
            beyond |= found[after].all_labels
            waiting[after] -= 1
            if not waiting[after]:
                # Nothing before it is left: its bits are in theirs.
                del found[after]
        within = Counter(labels[name] for name in members if name in labels) if labels else {}
        reach = GroupReach(members, bits, beyond, within)
        if groups.in_degree(group):
            found[group] = reach
        yield reach
