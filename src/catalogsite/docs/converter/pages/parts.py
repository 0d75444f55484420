"""A part of the pages of a documentation, which one process converts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Part:
    """Part `number`, from 0, of `count` parts."""

    number: int
    count: int

    def of(self, items: Sequence[_Item]) -> Sequence[_Item]:
        """Every `count`-th item: of items that are sorted by size, the parts cost about the same."""
        return items[self.number :: self.count]
