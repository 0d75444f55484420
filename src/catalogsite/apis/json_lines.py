"""The lines of the members of a JSON text, found in one pass over them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_OTHER = r'[^\s{}\[\]:,"]++'
_VALUE = re.compile(
    # Also what is between values: to search for the next one would try every space.
    r"[\s,]*+(?:"
    # A string, and the value of which it is the key;
    rf"({_STRING})(?:\s*+(:)\s*+(?:([{{\[])|{_STRING}|{_OTHER}))?+"
    # the end of an object or list; any other item of a list.
    rf"|([}}\]])|([{{\[])|({_OTHER}))",
    re.DOTALL,
)
_TEXT, _MEMBER, _OPEN_MEMBER, _END, _OPEN_ITEM, _ITEM = range(1, 7)
_Tree = dict[str | int, tuple[int, "_Tree | None"]]


class JsonLines:
    """The line of any value of a JSON text that can be parsed; the text is scanned when first asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tree: _Tree | None = None

    def line(self, path: Sequence[str | int]) -> int:
        """The line, from 1, of the key of a value, or of its deepest parent that exists."""
        if self._tree is None:
            self._tree = _tree(self._text)
        found, members = 1, self._tree
        for step in path:
            if members is None or step not in members:
                return found
            found, members = members[step]  # type: ignore[assignment]  # None ends the loop
        return found


def _tree(text: str) -> _Tree:
    whole: _Tree = {}
    members, above = whole, list[_Tree]()
    line, counted = 1, 0
    count = text.count
    for found in _VALUE.finditer(text):
        group = found.lastindex or _ITEM
        if group == _END:
            if above:
                members = above.pop()
            continue
        at = found.start(group if group >= _OPEN_ITEM else _TEXT)
        line += count("\n", counted, at)
        counted = at
        is_member = group in (_MEMBER, _OPEN_MEMBER)
        key = _unescaped(found[_TEXT]) if is_member else len(members)
        if group in (_OPEN_MEMBER, _OPEN_ITEM):
            inner: _Tree = {}
            members[key] = (line, inner)
            above.append(members)
            members = inner
        else:
            members[key] = (line, None)
    first = whole.get(0)
    return (first[1] if first else None) or {}


def _unescaped(written: str) -> str:
    return str(json.loads(written, strict=False)) if "\\" in written else written[1:-1]
