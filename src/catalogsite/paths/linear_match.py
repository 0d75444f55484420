"""The engine of all patterns: it matches names and paths in linear time.

Patterns come from files of anybody, so none may take long: nothing here goes back and tries again, as
a regular expression would. Positions are the bits of a number: bit n is the place before letter n of
a name, or before part n of a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A group such as `+(a|b)`: `kind` is one of `+@?*!`, each choice a sequence of items."""

    kind: str
    choices: tuple[tuple[Item, ...], ...]


Item = re.Pattern[str] | Group | None
"""An expression for one letter, a group, or None for `*`."""


class NameMatch:
    """Matches patterns against one name, from its end to its front.

    What follows a group is then known when the group is reached.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[re.Pattern[str], int] = {}

    def fits(self, items: Sequence[Item]) -> bool:
        """Whether the items match the whole name."""
        return bool(self._before(items, 1 << len(self._name)) & 1)

    def _before(self, items: Sequence[Item], ends: int) -> int:
        for item in reversed(items):
            if item is None:
                ends = _up_to(ends)
            elif isinstance(item, Group):
                ends = self._before_group(item, ends)
            else:
                ends = (ends >> 1) & self._letters(item)
        return ends

    def _letters(self, item: re.Pattern[str]) -> int:
        if item not in self._known:
            found = (at for at, letter in enumerate(self._name) if item.fullmatch(letter))
            self._known[item] = sum(1 << at for at in found)
        return self._known[item]

    def _before_group(self, group: Group, ends: int) -> int:
        reached = self._either(group, ends)
        if group.kind == "!":
            return _up_to(ends) & ~reached
        if group.kind in "+*":
            new = reached
            while new:
                new = self._either(group, new) & ~reached
                reached |= new
        return reached | ends if group.kind in "?*" else reached

    def _either(self, group: Group, ends: int) -> int:
        reached = 0
        for choice in group.choices:
            reached |= self._before(choice, ends)
        return reached


class NamePattern:
    """A pattern for a whole text: its items, and short ways for texts with one star or none.

    `special` are the letters of the pattern that have a meaning, besides `*`.
    """

    def __init__(self, pattern: str, items: Iterable[Item], special: str) -> None:
        self._items = tuple(items)
        simple = not any(letter in special for letter in pattern)
        self._plain = pattern if simple and "*" not in pattern else None
        self._ends = pattern.split("*") if simple and pattern.count("*") == 1 else None

    def matches(self, text: str) -> bool:
        """Whether the pattern matches the whole text; upper and lower case differ."""
        if self._plain is not None:
            return text == self._plain
        if self._ends is not None:
            start, end = self._ends
            fits = len(text) >= len(start) + len(end)
            return fits and text.startswith(start) and text.endswith(end)
        return NameMatch(text).fits(self._items)


NamePredicate = Callable[[str], bool]


def reachable(parts: Sequence[NamePredicate | None], names: Sequence[str]) -> int:
    """The bits of all n for which the parts of a pattern match the first n names of a path.

    A part matches one name; None (`**`) matches any number of names, also none.
    """
    starts = 1
    for part in parts:
        if part is None:
            starts = ((1 << (len(names) + 1)) - 1) & ~((starts & -starts) - 1) if starts else 0
        else:
            found = (at for at, name in enumerate(names) if starts >> at & 1 and part(name))
            starts = sum(2 << at for at in found)
    return starts


def _up_to(ends: int) -> int:
    """Every place up to the last end."""
    return (1 << ends.bit_length()) - 1
