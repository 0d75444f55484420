"""Collections of what pages show, whose items have a digest each."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from catalogsite.model.read_log import Item, ReadKey
from catalogsite.render.portal.inputs import CATALOG
from catalogsite.render.portal.value_digest import UTF_8, value_digest

_K = TypeVar("_K", bound=Item)
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Collection(Generic[_K, _V]):
    """Items of one kind by reference, id or (reference, key).

    `value` answers for every key, with None or an empty value where there is no such item; `all_keys`
    are those of all items, in an order that is part of the content. A read is recorded under
    `group`: the collections of one group have the same keys, and one digest for each key. `inputs`
    are the parts of what a site is made from that the items depend on.
    """

    name: str
    value: Callable[[_K], _V]
    all_keys: Callable[[], Iterable[_K]]
    group: str = ""
    inputs: frozenset[str] = CATALOG
    recorded_as: str = field(init=False)

    def __post_init__(self) -> None:
        """Without a group a collection is one by itself."""
        object.__setattr__(self, "recorded_as", self.group or self.name)


class CollectionDigests:
    """The digests of the items of collections, each computed once."""

    def __init__(self, collections: Iterable[Collection[Any, Any]]) -> None:
        self._found: defaultdict[str, dict[Item | None, int]] = defaultdict(dict)
        self._by_group: defaultdict[str, list[Collection[Any, Any]]] = defaultdict(list)
        for one in collections:
            self._by_group[one.recorded_as].append(one)

    def build_tables(self) -> None:
        """Build the tables that the collections are read from, so that forked processes share them."""
        for one in itertools.chain.from_iterable(self._by_group.values()):
            # The first value that is asked for builds the table that holds it.
            for key in itertools.islice(one.all_keys(), 1):
                one.value(key)

    def inputs(self, collection: str) -> frozenset[str] | None:
        """The parts of what a site is made from that a collection depends on; None for no collection."""
        members = self._by_group.get(collection)
        return frozenset().union(*(one.inputs for one in members)) if members else None

    def digest(self, key: ReadKey) -> int:
        """A number of 64 bits that changes when the item, or any of the whole collection, changes.

        Zero for a collection or item that there is no more.
        """
        found = self._found[key.collection].get(key.item)
        if found is None:
            found = self._found[key.collection][key.item] = self._digest(key)
        return found

    def _digest(self, key: ReadKey) -> int:
        members = self._by_group.get(key.collection)
        if not members:
            return 0
        if key.item is not None:
            try:
                return value_digest(*(one.value(key.item) for one in members))
            except (LookupError, AttributeError):
                return 0
        whole = hashlib.blake2b(digest_size=8)
        for item in members[0].all_keys():
            whole.update(f"{item!r}{self.digest(ReadKey(key.collection, item))}".encode(*UTF_8))
        return int.from_bytes(whole.digest())
