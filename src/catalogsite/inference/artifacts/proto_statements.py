"""The statements of a .proto file that say what it belongs to and what it needs."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|(?P<text>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<mark>[;{}])",
    re.DOTALL,
)
_DECLARATIONS = frozenset({"message", "service", "enum", "extend"})
_LARGEST = 300_000


class ProtoFile(NamedTuple):
    """The package of a file with its line, its imports with their lines, and its services.

    `declares` tells whether it has a message, an enum or a service.
    """

    package: str | None
    line: int | None
    imports: tuple[tuple[str, int], ...]
    services: tuple[str, ...]
    declares: bool


def read_proto(text: str) -> ProtoFile:
    """The statements at the top of a file; comments, strings and blocks are passed over."""
    package: str | None = None
    at: int | None = None
    imports: list[tuple[str, int]] = []
    services: list[str] = []
    declares = False
    for words, line in _statements(text[:_LARGEST]):
        if words[0] == "package" and len(words) > 1:
            package, at = words[1].strip("."), line
        elif words[0] == "import" and words[-1][:1] in {'"', "'"}:
            imports.append((words[-1][1:-1], line))
        elif words[0] in _DECLARATIONS and len(words) > 1:
            declares = True
            if words[0] == "service":
                services.append(words[1])
    return ProtoFile(package, at, tuple(imports), tuple(services), declares)


def _statements(text: str) -> list[tuple[list[str], int]]:
    """The words of each statement outside of blocks, and the line of its first."""
    found: list[tuple[list[str], int]] = []
    words: list[str] = []
    depth, line, counted, place = 0, 1, 1, 0
    for token in _TOKEN.finditer(text):
        mark = token["mark"]
        if mark == "}":
            depth, words = max(depth - 1, 0), []
        elif mark:
            if words and depth == 0:
                found.append((words, line))
            words = []
            depth += mark == "{"
        elif depth == 0 and (word := token["word"] or token["text"]):
            if not words:
                counted += text.count("\n", place, token.start())
                place = token.start()
                line = counted
            words.append(word)
    return found
