"""Which files of a documentation a page may take snippets of."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalogsite.docs.converter.syntax.snippets import SnippetFolders
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.file_kinds import is_shown
from catalogsite.docs.stored.file_references import snippets_of


class SnippetSource(NamedTuple):
    """A file that a page takes snippets of."""

    path: str
    content: bytes


class SnippetSources:
    """The files that snippets of each page may come from, those of snippets in them too.

    They are found by name alone, in whatever folder: rather one too many than one too few.
    """

    def __init__(self, conversion: Conversion, snippets: SnippetFolders | None) -> None:
        self._conversion = conversion
        self._appended = snippets.appended if snippets else ()
        self._known: dict[str, frozenset[str]] = {}
        self._by_name: dict[str, list[str]] = {}
        for path in conversion.manifest.files if snippets else ():
            if not is_shown(path):
                self._by_name.setdefault(posixpath.basename(path), []).append(path)

    def of_page(self, file: str) -> tuple[SnippetSource, ...]:
        """The files, sorted by path."""
        found: set[str] = set()
        waiting = [*self._taken_by(file), *self._named(self._appended)] if self._by_name else []
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting += self._taken_by(path)
        return tuple(SnippetSource(path, self._content(path)) for path in sorted(found))

    def _taken_by(self, file: str) -> frozenset[str]:
        if file not in self._known:
            names = snippets_of(self._content(file).decode("utf-8", errors="replace"))
            self._known[file] = frozenset(self._named(names))
        return self._known[file]

    def _content(self, file: str) -> bytes:
        content = self._conversion.contents.get(file)
        if content is not None:
            return content
        return self._conversion.store.get(self._conversion.manifest.files[file].blob)

    def _named(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from self._by_name.get(posixpath.basename(name.partition(":")[0]), ())
