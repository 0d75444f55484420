"""Templates of the rulebook: text with `{name}` where a value is inserted."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class Template:
    """A text with named placeholders; every other brace is text.

    Values are inserted in one pass, so braces in a value are never placeholders.
    """

    __slots__ = ("_literals", "_names", "names")

    def __init__(self, text: str) -> None:
        pieces = _PLACEHOLDER.split(text)
        self._literals = pieces[0::2]
        self._names = pieces[1::2]
        self.names = frozenset(self._names)

    def render(self, values: Mapping[str, object]) -> str:
        """The text with the values inserted. KeyError if one is missing."""
        literals = self._literals
        text = literals[0]
        for name, literal in zip(self._names, literals[1:], strict=True):
            text += f"{values[name]}{literal}"
        return text
