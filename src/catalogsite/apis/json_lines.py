"""The lines of the members of a JSON text, found in one pass over its tokens."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]')
_Tree = dict[str | int, tuple[int, "_Tree | None"]]


@dataclass(slots=True)
class _Frame:
    """An object or list that is not at its end: `key` is the present member."""

    members: _Tree
    is_list: bool
    key: str | int = 0
    is_key_next: bool = field(default=True)


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
    starts = [found.end() for found in re.finditer("\n", text)]
    whole = _Frame({}, is_list=True)
    stack = [whole]
    for token in _TOKEN.finditer(text):
        sign, at = token[0][0], token.start()
        frame = stack[-1]
        if sign in "{[":
            members: _Tree = {}
            if frame.is_list:
                frame.members[frame.key] = (_line(starts, at), members)
            else:
                frame.members[frame.key] = (frame.members[frame.key][0], members)
            stack.append(_Frame(members, is_list=sign == "["))
        elif sign in "}]":
            if len(stack) > 1:
                stack.pop()
        elif sign == ",":
            if frame.is_list and isinstance(frame.key, int):
                frame.key += 1
            frame.is_key_next = True
        elif sign == '"' and not frame.is_list and frame.is_key_next:
            frame.key = _unescaped(token[0])
            frame.members[frame.key] = (_line(starts, at), None)
            frame.is_key_next = False
        elif sign == '"' and frame.is_list:
            frame.members[frame.key] = (_line(starts, at), None)
    first = whole.members.get(0)
    return (first[1] if first else None) or {}


def _line(starts: Sequence[int], at: int) -> int:
    return bisect_right(starts, at) + 1


def _unescaped(written: str) -> str:
    return str(json.loads(written, strict=False)) if "\\" in written else written[1:-1]
