"""One read of a collection, which is recorded."""

from __future__ import annotations

from typing import TypeVar

from catalogsite.model.read_log import Item, ReadLog
from catalogsite.render.portal.collection import Collection

_K = TypeVar("_K", bound=Item)
_V = TypeVar("_V")


def read(reads: ReadLog, collection: Collection[_K, _V], item: _K) -> _V:
    """The value of an item, whether there is one or not."""
    # As `ReadLog.add` does; a page reads dozens of things.
    reads.items[collection.recorded_as].add(item)
    return collection.value(item)
