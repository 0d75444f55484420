"""One part of a glob pattern between slashes: `*`, `?`, `[a-z]`, and groups such as `+(a|b)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GROUP = re.compile(r"([+@?*!])\(([^()]*)\)")
_LETTER = r"(?:\[:[a-z]+:\]|[^\]])"
_CLASS = re.compile(rf"\[([!^]?)(\]{_LETTER}*|{_LETTER}+)\]")
_NAMED_SETS = {
    "[:alnum:]": "A-Za-z0-9", "[:alpha:]": "A-Za-z", "[:digit:]": "0-9", "[:lower:]": "a-z",
    "[:upper:]": "A-Z", "[:word:]": "A-Za-z0-9_", "[:xdigit:]": "A-Fa-f0-9",
}  # fmt: skip
_ANY = re.compile(r"[^/]")


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    kind: str
    choices: tuple[tuple[_Item, ...], ...]


_Item = re.Pattern[str] | _Group | None
"""What one letter must be, a group, or None for `*`."""


class Segment:
    """A part of a pattern. Raises re.error where a class of letters makes no sense."""

    def __init__(self, text: str) -> None:
        self._shows_hidden = text.startswith(".")
        self._items = tuple(_items(text))
        self._plain = None if _MAGIC_LETTERS.intersection(text) else text

    def fits(self, name: str) -> bool:
        """Whether a whole name is one of those that are meant; hidden ones only where it says so."""
        if self._plain is not None:
            return name == self._plain
        if name.startswith(".") and not self._shows_hidden:
            return False
        return _Match(name).is_whole(self._items)


_MAGIC_LETTERS = frozenset("*?[(")


def _items(text: str) -> Iterator[_Item]:
    at = 0
    while at < len(text):
        if group := _GROUP.match(text, at):
            at = group.end()
            choices = (tuple(_items(choice)) for choice in group[2].split("|"))
            yield _Group(group[1], tuple(choices))
        elif found := _CLASS.match(text, at):
            at = found.end()
            yield re.compile(f"[{'^' if found[1] else ''}{_set(found[2])}]")
        else:
            letter = text[at]
            yield (
                None if letter == "*" else _ANY if letter == "?" else re.compile(re.escape(letter))
            )
            at += 1


def _set(inner: str) -> str:
    """What stands in square brackets, with `-` as the only letter that means something."""
    for name, letters in _NAMED_SETS.items():
        inner = inner.replace(name, letters)
    return re.sub(r"[\\\[\]^&|~]", r"\\\g<0>", inner)


class _Match:
    """Where parts of a pattern may begin in a name; bit n of a number is the place before letter n.

    From the end of the name to its front: what follows a group is then known when it is asked for.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[re.Pattern[str], int] = {}

    def is_whole(self, items: tuple[_Item, ...]) -> bool:
        """Whether the name is what the items say."""
        return bool(self._before(items, 1 << len(self._name)) & 1)

    def _before(self, items: tuple[_Item, ...], ends: int) -> int:
        for item in reversed(items):
            if item is None:
                ends = _up_to(ends)
            elif isinstance(item, _Group):
                ends = self._before_group(item, ends)
            else:
                ends = (ends >> 1) & self._letters(item)
        return ends

    def _letters(self, item: re.Pattern[str]) -> int:
        if item not in self._known:
            found = (at for at, letter in enumerate(self._name) if item.fullmatch(letter))
            self._known[item] = sum(1 << at for at in found)
        return self._known[item]

    def _before_group(self, group: _Group, ends: int) -> int:
        reached = self._either(group, ends)
        if group.kind == "!":
            return _up_to(ends) & ~reached
        if group.kind in "+*":
            new = reached
            while new:
                new = self._either(group, new) & ~reached
                reached |= new
        return reached | ends if group.kind in "?*" else reached

    def _either(self, group: _Group, ends: int) -> int:
        reached = 0
        for choice in group.choices:
            reached |= self._before(choice, ends)
        return reached


def _up_to(ends: int) -> int:
    """Every place up to the last end."""
    return (1 << ends.bit_length()) - 1
