"""Mappings over the collections of a portal, which record what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from catalogsite.model.fact import Fact
from catalogsite.model.read_log import ReadLog
from catalogsite.render.portal.collection import Collection
from catalogsite.render.portal.collections.facts import FactCollections

_V = TypeVar("_V")


class RecordedMapping(Mapping[str, _V], Generic[_V]):
    """A collection as a mapping that records its keys as they are asked for."""

    __slots__ = ("_collection", "_reads", "_recorded_as", "_seen")

    def __init__(self, collection: Collection[str, _V | None], reads: ReadLog) -> None:
        self._collection = collection
        self._recorded_as = collection.recorded_as
        self._reads = reads
        self._seen = reads.items[collection.recorded_as]

    def __getitem__(self, key: str) -> _V:
        self._seen.add(key)
        value = self._collection.value(key)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        self._seen.add(str(key))
        return self._collection.value(str(key)) is not None

    def __iter__(self) -> Iterator[str]:
        self._reads.add_all(self._recorded_as)
        return iter(self._collection.all_keys())

    def __len__(self) -> int:
        self._reads.add_all(self._recorded_as)
        return sum(1 for _ in self._collection.all_keys())


class RecordedFacts(Mapping[str, Fact]):
    """The facts about one entity by key, each recorded when it is asked for."""

    __slots__ = ("_found", "_keys", "_reads", "_ref")

    def __init__(
        self,
        found: FactCollections,
        reads: ReadLog,
        ref: str,
        keys: Collection[str, tuple[str, ...]],
    ) -> None:
        self._found, self._reads, self._ref, self._keys = found, reads, ref, keys

    def __getitem__(self, key: str) -> Fact:
        item = (self._ref, key)
        self._reads.add(self._found.facts.recorded_as, item)
        fact = self._found.facts.value(item)
        if fact is None:
            raise KeyError(key)
        return fact

    def __iter__(self) -> Iterator[str]:
        self._reads.add(self._keys.recorded_as, self._ref)
        return iter(self._keys.value(self._ref))

    def __len__(self) -> int:
        self._reads.add(self._keys.recorded_as, self._ref)
        return len(self._keys.value(self._ref))
