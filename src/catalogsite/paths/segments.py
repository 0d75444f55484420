"""One part of a glob pattern between slashes: `*`, `?`, `[a-z]`, and groups such as `+(a|b)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogsite.paths.linear_match import Group, Item, NameMatch

_GROUP = re.compile(r"([+@?*!])\(([^()]*)\)")
_LETTER = r"(?:\[:[a-z]+:\]|[^\]])"
_CLASS = re.compile(rf"\[([!^]?)(\]{_LETTER}*|{_LETTER}+)\]")
_NAMED_SETS = {
    "[:alnum:]": "A-Za-z0-9", "[:alpha:]": "A-Za-z", "[:digit:]": "0-9", "[:lower:]": "a-z",
    "[:upper:]": "A-Z", "[:word:]": "A-Za-z0-9_", "[:xdigit:]": "A-Fa-f0-9",
}  # fmt: skip
_ANY = re.compile(r"[^/]")


class Segment:
    """A part of a pattern. Raises re.error where a character class is not valid."""

    def __init__(self, text: str) -> None:
        self._shows_hidden = text.startswith(".")
        self._items = tuple(_items(text))
        self._plain = None if _MAGIC_LETTERS.intersection(text) else text

    def fits(self, name: str) -> bool:
        """Whether the part matches a whole name; a hidden one only where the part begins with a dot."""
        if self._plain is not None:
            return name == self._plain
        if name.startswith(".") and not self._shows_hidden:
            return False
        return NameMatch(name).fits(self._items)


_MAGIC_LETTERS = frozenset("*?[(")


def _items(text: str) -> Iterator[Item]:
    at = 0
    while at < len(text):
        if group := _GROUP.match(text, at):
            at = group.end()
            choices = (tuple(_items(choice)) for choice in group[2].split("|"))
            yield Group(group[1], tuple(choices))
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
    """The content of square brackets as a regular expression; only `-` keeps its meaning."""
    for name, letters in _NAMED_SETS.items():
        inner = inner.replace(name, letters)
    return re.sub(r"[\\\[\]^&|~]", r"\\\g<0>", inner)
