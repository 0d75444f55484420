"""Templates of the rulebook: text with `{name}` where a value is inserted."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class Template:
    """A text with named placeholders; every other brace is text.

    Values are inserted in one pass, so braces in a value are never placeholders.
    """

    __slots__ = ("_rest", "_start", "names")

    def __init__(self, text: str) -> None:
        pieces = _PLACEHOLDER.split(text)
        self._start = pieces[0]
        self._rest = tuple(zip(pieces[1::2], pieces[2::2], strict=True))
        self.names = frozenset(pieces[1::2])

    def render(self, values: Mapping[str, object]) -> str:
        """The text with the values inserted. KeyError if one is missing."""
        text = self._start
        for name, literal in self._rest:
            text += f"{values[name]}{literal}"
        return text
