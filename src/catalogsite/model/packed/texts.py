"""JSON values in one text, each decoded when it is asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

_V = TypeVar("_V")

_RECENT = 256
"""The decoded values that are kept: who asks for one often asks for it again at once."""


class PackedTexts(Generic[_V]):
    """Values that `decode` makes of parts of a text; `starts` and `ends` are their places, in bytes.

    Nobody may change a value: the next one who asks may get the same.
    """

    __slots__ = ("_recent", "decode", "ends", "starts", "text")

    def __init__(
        self, text: bytes, starts: array[int], ends: array[int], decode: Callable[[bytes], _V]
    ) -> None:
        self.text, self.starts, self.ends, self.decode = text, starts, ends, decode
        self._recent: dict[int, _V] = {}

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[_V]:
        """All values, of which none is kept."""
        text, decode = self.text, self.decode
        for start, end in zip(self.starts, self.ends, strict=True):
            yield decode(text[start:end])

    def __getitem__(self, number: int) -> _V:
        found = self._recent.get(number)
        if found is None:
            if len(self._recent) >= _RECENT:
                self._recent.clear()
            found = self.decode(self.text[self.starts[number] : self.ends[number]])
            self._recent[number] = found
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        """Without what is kept."""
        return PackedTexts, (self.text, self.starts, self.ends, self.decode)
