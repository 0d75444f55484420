"""What every node of a graph reaches, as one bit for each node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from catalogsite.graph.needs import Numbers


class GroupReach:
    """Nodes that reach each other, and what they reach, themselves included.

    `bits` has a one at the place of each node that is reached. `beyond` has a one at each label of
    what is reached outside the group, `within` counts the labels inside it.
    """

    def __init__(self, members: Numbers, bits: int, beyond: int, within: Mapping[int, int]) -> None:
        self.members = members
        self.bits = bits
        self.beyond = beyond
        self.within = within

    @cached_property
    def all_labels(self) -> int:
        """The labels, as bits, of all that is reached, the group included."""
        return self.beyond | sum(1 << label for label in self.within)

    def labels(self, own: int) -> int:
        """The labels, as bits, of the other members that a member with the label `own` reaches."""
        is_alone = self.within[own] == 1 and not self.beyond >> own & 1
        return self.all_labels ^ (1 << own) if is_alone else self.all_labels


def group_reaches(
    adjacent: Sequence[Numbers],
    groups: Sequence[Numbers],
    places: Sequence[int],
    labels: Sequence[int],
) -> Iterator[GroupReach]:
    """What each of the strongly connected `groups` reaches, in their order.

    Each comes after those that it leads to by `adjacent`. `places` are the bits of the nodes, and
    `labels` the labels; a node with the place -1 has neither. Quadratic in the nodes in the worst
    case, with a factor of 1/64, and little more than linear where most reach few.
    """
    home = [0] * len(adjacent)
    for number, members in enumerate(groups):
        for node in members:
            home[node] = number
    waiting = [0] * len(groups)
    for targets in _targets(adjacent, groups, home):
        for group in targets:
            waiting[group] += 1
    found: dict[int, GroupReach] = {}
    for number, targets in enumerate(_targets(adjacent, groups, home)):
        known = [node for node in groups[number] if places[node] >= 0]
        bits, beyond = sum(1 << places[node] for node in known), 0
        for group in targets:
            reach = found[group]
            bits |= reach.bits
            beyond |= reach.all_labels
            waiting[group] -= 1
            if not waiting[group]:
                # Nothing before it is left: its bits are in theirs.
                del found[group]
        reach = GroupReach(groups[number], bits, beyond, Counter(labels[node] for node in known))
        if waiting[number]:
            found[number] = reach
        yield reach


def _targets(
    adjacent: Sequence[Numbers], groups: Sequence[Numbers], home: Sequence[int]
) -> Iterator[set[int]]:
    """The other groups that each group leads to."""
    for number, members in enumerate(groups):
        found = {home[other] for node in members for other in adjacent[node]}
        found.discard(number)
        yield found
