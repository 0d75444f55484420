"""JSON values in one text by key, each decoded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from catalogsite.model.packed.texts import PackedTexts

_V = TypeVar("_V")


class PackedMapping(Mapping[str, _V]):
    """The values of a text by key, in its order; it equals any mapping of the same values."""

    __slots__ = ("_numbers", "packed")

    def __init__(self, packed: PackedTexts[_V], numbers: dict[str, int]) -> None:
        self.packed, self._numbers = packed, numbers

    def __getitem__(self, key: str) -> _V:
        return self.packed[self._numbers[key]]

    def __contains__(self, key: object) -> bool:
        # Mapping's own would decode the value to answer.
        return key in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or the default."""
        number = self._numbers.get(key)
        return default if number is None else self.packed[number]

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedMapping, (self.packed, self._numbers)
