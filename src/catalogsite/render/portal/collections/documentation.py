"""The converted documentation of a catalog: its pages, addresses, files and navigation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from catalogsite.docs.fragments import Fragment, Fragments, NavEntry
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.documentation.shared_documentation import (
    DocumentationLink,
    documentation_link,
    shared_documentation,
)
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal.collection import Collection
from catalogsite.render.portal.collections.groups import ABOUT
from catalogsite.render.portal.inputs import FRAGMENTS

_DOCUMENTATION = frozenset({FRAGMENTS, "documentation"})


class DocumentationCollections:
    """The documentation of entities by their references."""

    def __init__(self, index: SnapshotIndex, fragments: Mapping[str, Fragments]) -> None:
        self._index = index
        self.fragments = fragments
        self._define_documentations()
        self._define_pages()

    def _define_documentations(self) -> None:
        index, refs = self._index, self.fragments.keys
        self.documentation: Collection[str, Documentation | None] = Collection(
            "documentation", index.documentation, refs, inputs=_DOCUMENTATION
        )
        self.documented: Collection[str, int | None] = Collection(
            "documented", self._documented, refs, inputs=_DOCUMENTATION
        )
        self.page_addresses: Collection[str, dict[str, None] | None] = Collection(
            "page addresses", self._addresses.get, refs, inputs=_DOCUMENTATION
        )
        self.documentation_link: Collection[str, DocumentationLink | None] = Collection(
            "documentation link", self._documentation_link, index.entities.keys, ABOUT
        )
        self.docs_nav: Collection[str, tuple[NavEntry, ...]] = Collection(
            "docs navigation", lambda ref: self.fragments[ref].nav, refs, inputs=_DOCUMENTATION
        )

    def _define_pages(self) -> None:
        self.fragment: Collection[tuple[str, str], Fragment] = Collection(
            "fragment", self._pages.__getitem__, self._pages.keys, inputs=_DOCUMENTATION
        )
        self.page_of_file: Collection[tuple[str, str], str | None] = Collection(
            "page of file", self._pages_by_file.get, self._pages_by_file.keys, inputs=_DOCUMENTATION
        )
        self.numbered_page: Collection[tuple[str, str], tuple[str, str]] = Collection(
            "numbered page", self._numbered_page, self._all_numbers, inputs=_DOCUMENTATION
        )
        self.docs_asset: Collection[tuple[str, str], str] = Collection(
            "docs asset",
            lambda key: self.fragments[key[0]].assets[key[1]],
            self._all_assets,
            inputs=_DOCUMENTATION,
        )
        self.moved_page: Collection[tuple[str, str], str] = Collection(
            "moved page",
            lambda key: self.fragments[key[0]].moved[key[1]],
            self._all_moved,
            inputs=_DOCUMENTATION,
        )

    @cached_property
    def sharing(self) -> tuple[str, ...]:
        """The references of entities that show the documentation of another one, and have none."""
        stated = (
            ref for ref, entity in self._index.entities.items() if shared_documentation(entity)
        )
        return tuple(sorted(ref for ref in stated if ref not in self.fragments))

    def _documentation_link(self, ref: str) -> DocumentationLink | None:
        entity = self._index.entity(ref)
        return None if entity is None else documentation_link(entity, self.fragments.keys())

    def _documented(self, ref: str) -> int | None:
        return len(self.fragments[ref].pages) if ref in self.fragments else None

    @cached_property
    def _addresses(self) -> dict[str, dict[str, None]]:
        return {
            ref: dict.fromkeys([*(page.path for page in found.pages), *found.moved])
            for ref, found in self.fragments.items()
        }

    @cached_property
    def _pages(self) -> dict[tuple[str, str], Fragment]:
        return {
            (ref, page.path): page for ref, found in self.fragments.items() for page in found.pages
        }

    @cached_property
    def _pages_by_file(self) -> dict[tuple[str, str], str]:
        return {
            (ref, page.file): page.path
            for ref, found in self.fragments.items()
            for page in found.pages
            if page.file
        }

    def _numbered_page(self, key: tuple[str, str]) -> tuple[str, str]:
        page = self.fragments[key[0]].pages[int(key[1])]
        return page.path, page.title

    def _all_numbers(self) -> Iterable[tuple[str, str]]:
        found = self.fragments.items()
        return ((ref, str(number)) for ref, docs in found for number in range(len(docs.pages)))

    def _all_assets(self) -> Iterable[tuple[str, str]]:
        return ((ref, path) for ref, found in self.fragments.items() for path in found.assets)

    def _all_moved(self) -> Iterable[tuple[str, str]]:
        return ((ref, path) for ref, found in self.fragments.items() for path in found.moved)
