"""The documentation of a catalog as one output reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from catalogsite.docs.fragments import Fragment, NavEntry
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.documentation.shared_documentation import DocumentationLink
from catalogsite.model.read_log import ReadLog
from catalogsite.render.portal.collections.documentation import DocumentationCollections
from catalogsite.render.portal.recorded.mapping import RecordedMapping
from catalogsite.render.portal.recorded.read import read


@dataclass(frozen=True, slots=True)
class RecordedDocumentation:
    """The documentation of entities by their references; addresses are below the root of one."""

    _found: DocumentationCollections
    _reads: ReadLog

    @property
    def page_counts(self) -> Mapping[str, int]:
        """The number of pages of each documentation by the reference of its entity."""
        return RecordedMapping(self._found.documented, self._reads)

    @property
    def addresses(self) -> Mapping[str, Collection[str]]:
        """The addresses of the pages of each documentation."""
        return RecordedMapping(self._found.page_addresses, self._reads)

    def tree(self, ref: str) -> Documentation | None:
        """The documentation tree of the entity."""
        return read(self._reads, self._found.documentation, ref)

    def link(self, ref: str) -> DocumentationLink | None:
        """The page of documentation that the entity shows, its own or that of another entity."""
        return read(self._reads, self._found.documentation_link, ref)

    def nav(self, ref: str) -> tuple[NavEntry, ...]:
        """The navigation of a documentation."""
        return read(self._reads, self._found.docs_nav, ref)

    def page(self, ref: str, path: str) -> Fragment:
        """One converted page of a documentation by its address."""
        return read(self._reads, self._found.fragment, (ref, path))

    def page_of_file(self, ref: str, file: str) -> str | None:
        """The address of the page of a documentation that is made of a file of the repository."""
        return read(self._reads, self._found.page_of_file, (ref, file))

    def numbered_page(self, ref: str, number: int) -> tuple[str, str]:
        """Address and title of a page of a documentation by its place in reading order."""
        return read(self._reads, self._found.numbered_page, (ref, str(number)))

    def asset(self, ref: str, path: str) -> str:
        """The hash of a file of a documentation by its path below the root."""
        return read(self._reads, self._found.docs_asset, (ref, path))

    def moved(self, ref: str, path: str) -> str:
        """Where the former address of a page of a documentation leads to: see `Fragments.moved`."""
        return read(self._reads, self._found.moved_page, (ref, path))
