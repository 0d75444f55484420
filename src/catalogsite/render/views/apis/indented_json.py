"""Minified JSON with a line for each value."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def indented_json(text: str) -> Iterator[str]:
    """Pieces of the JSON document with a line for each value; the values stay as they are written."""
    depth, before = 0, ""
    for found in _TOKEN.finditer(text.lstrip("\ufeff")):
        piece = found[0]
        if piece in {"}", "]"}:
            depth -= 1
            yield piece if before in {"{", "["} else _line(depth) + piece
        elif before in {"{", "[", ","}:
            yield _line(depth) + piece
        else:
            yield ": " if piece == ":" else piece
        depth += piece in {"{", "["}
        before = piece


def _line(depth: int) -> str:
    return "\n" + "  " * depth
