"""Everything that pages show of a snapshot, in collections whose items have a digest each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from itertools import chain
from typing import Any

from markupsafe import Markup

from catalogsite.docs.fragments import Fragments
from catalogsite.errors import StoreError
from catalogsite.model.read_log import FrozenReads, ReadKey
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.templates.launch import Launch
from catalogsite.render.portal.collection import Collection, CollectionDigests
from catalogsite.render.portal.collections.catalog import CatalogCollections
from catalogsite.render.portal.collections.changes import ChangeCollections
from catalogsite.render.portal.collections.documentation import DocumentationCollections
from catalogsite.render.portal.collections.facts import FactCollections
from catalogsite.render.portal.collections.graph import GraphCollections
from catalogsite.render.portal.collections.packages import PackageCollections

ReadBlob = Callable[[str], bytes]
"""The content of the store by hash. Raises StoreError where it is missing."""


def _no_store(digest: str) -> bytes:
    raise StoreError("there is no content store", where=digest)


class PortalIndex:
    """A snapshot and its documentation as one build shows them; shared by all outputs.

    Outputs do not read it themselves but through a `Portal`, which records what they read. A digest
    is computed from the very value that a `Portal` hands out.
    """

    def __init__(
        self,
        index: SnapshotIndex,
        fragments: Mapping[str, Fragments] | None = None,
        read_blob: ReadBlob = _no_store,
        site_url: str = "",
        launches: tuple[Launch, ...] = (),
    ) -> None:
        self.catalog = CatalogCollections(index, site_url, launches)
        self.facts = FactCollections(index)
        self.documentation = DocumentationCollections(index, fragments or {})
        self.packages = PackageCollections(index)
        self.graph = GraphCollections(index, self.facts.mark)
        self.changes = ChangeCollections(index)
        self.links, self.entities = self.catalog.links, index.entities
        self.fragments = self.documentation.fragments
        self.read_blob = read_blob
        self.anchors: dict[tuple[str, str, str], Markup] = {}
        self.shared: dict[Hashable, tuple[Any, FrozenReads]] = {}
        self.recent: dict[Hashable, tuple[Any, FrozenReads]] = {}
        parts = (self.catalog, self.facts, self.documentation)
        others = (self.packages, self.graph, self.changes)
        members = chain.from_iterable(vars(part).values() for part in (*parts, *others))
        self.collections = tuple(one for one in members if isinstance(one, Collection))
        self._digests = CollectionDigests(self.collections)

    def build_tables(self) -> None:
        """Build the tables that the collections are read from, so that forked processes share them."""
        self.links.make_all()
        self._digests.build_tables()

    def digest(self, key: ReadKey) -> int:
        """A number of 64 bits that changes when the item, or any of the whole collection, changes.

        Zero for a collection or item that there is no more.
        """
        return self._digests.digest(key)

    def inputs_of(self, collection: str) -> frozenset[str] | None:
        """The parts of what a site is made from that a collection depends on; None for no collection."""
        return self._digests.inputs(collection)
