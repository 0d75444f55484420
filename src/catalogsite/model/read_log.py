"""What was read of the catalog while something was made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

Item = str | tuple[str, str]
"""What is read of a collection: by reference, by id, or by reference and key."""

WHOLE_ABOVE = 500
"""From this many items of one collection on, the whole collection counts as read."""

_ALL = (None,)


class ReadKey(NamedTuple):
    """One thing that was read: an item of a collection, or all of it where `item` is None."""

    collection: str
    item: Item | None


class FrozenReads(NamedTuple):
    """What a ReadLog had recorded: items by collection, whole collections, and `complete`."""

    items: tuple[tuple[str, tuple[Item, ...]], ...]
    whole: tuple[str, ...]
    complete: bool


class ReadLog:
    """Records what is read while one output is made.

    `complete` is False where something was missing that another build may find, such as a text
    of the store: what was made then is made again in any case.
    """

    __slots__ = ("_whole", "complete", "items")

    def __init__(self) -> None:
        self.complete = True
        self.items: defaultdict[str, set[Item]] = defaultdict(set)
        """What was read of each collection, or was looked for in vain; readers add to it."""
        self._whole: set[str] = set()

    def add(self, collection: str, item: Item) -> None:
        """Record that an item was read, or was looked for in vain."""
        self.items[collection].add(item)

    def add_all(self, collection: str) -> None:
        """Record that a collection was gone through: its items, their number, or their order."""
        self._whole.add(collection)

    def frozen(self) -> FrozenReads:
        """What was read until now, as a small value."""
        items = tuple((name, tuple(items)) for name, items in self.items.items())
        return FrozenReads(items, tuple(self._whole), self.complete)

    def include(self, other: FrozenReads) -> None:
        """Record what was read for a part that several outputs share."""
        self.complete = self.complete and other.complete
        self._whole.update(other.whole)
        for collection, items in other.items:
            self.items[collection].update(items)

    def read(self) -> Iterator[tuple[str, Collection[Item | None]]]:
        """What was read of each collection; `(None,)` where that is all of it."""
        for collection in self._whole:
            yield collection, _ALL
        for collection, items in self.items.items():
            if collection not in self._whole:
                yield collection, items if len(items) < WHOLE_ABOVE else _ALL
