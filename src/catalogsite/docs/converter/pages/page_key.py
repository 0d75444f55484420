"""What the result of a page depends on, as one key."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from typing import Any

from catalogsite.docs.converter.engine import Engine, Source
from catalogsite.docs.converter.linking.site import Site
from catalogsite.docs.converter.pages.snippet_sources import SnippetSources
from catalogsite.docs.converter.pages.versions import converter_versions
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.mount import is_page
from catalogsite.docs.stored.file_references import folder_of, links_of
from catalogsite.model.documentation.documentation import LinkTargets

_OF_PAGE = frozenset({"repository", "targets", "unpublished", "at_address"})
"""What a page depends on in part only."""


class PageKeys:
    """The keys of the pages of one documentation.

    Every page depends on the configuration, on the list of stored files and on the repository,
    because its links do; on the content of other files only where it takes snippets of them, and on
    the rest of the repository only where it links there.
    """

    def __init__(self, conversion: Conversion, engine: Engine, site: Site) -> None:
        self._contents = conversion.contents
        self._common = _digest(_common(conversion, engine, site))
        self._conversion = conversion
        self._docs_dir = site.docs_dir
        self._snippets = SnippetSources(conversion, engine.snippets)
        self._variables = engine.variables

    def key(self, source: Source) -> str:
        """A digest (64 hex digits) that changes if the result of the page can change."""
        content = self._contents.get(source.file, b"")
        snippets = self._snippets.of_page(source.file)
        values = self._variables.depends_on(source.file, content) if self._variables else ()
        taken = [part for one in snippets for part in one]
        targets = self._targets(source.file, (content, *(one.content for one in snippets)))
        parts = (self._common, source.file, source.path, content, *taken, *values, targets)
        return _digest(parts)

    def _targets(self, file: str, texts: Iterable[bytes]) -> str:
        """What the repository has for the links of a page, as text."""
        manifest = self._conversion.manifest
        real = manifest.files[file].target
        path = self._conversion.in_repository(file)
        folders = {folder_of(path), folder_of(real or path)}
        decoded = [text.decode(errors="replace") for text in texts]
        links = {
            link
            for text in decoded
            for folder in folders
            for link in links_of(text, folder, self._docs_dir)
        }
        return repr((real, sorted(links), _only(manifest.targets, links)))


def _only(targets: LinkTargets, links: set[str]) -> list[object]:
    named = (targets.files, targets.folders, targets.pointers)
    similar = [(link, targets.similar[link]) for link in sorted(links & targets.similar.keys())]
    return [*(sorted(links.intersection(paths)) for paths in named), similar, targets.submodules]


def _common(conversion: Conversion, engine: Engine, site: Site) -> Iterable[str | bytes]:
    yield from converter_versions()
    yield repr(conversion.documentation.model_copy(update={"tree": ""}))
    yield from engine.refused
    yield from engine.config.markdown_extensions
    for path in sorted(conversion.contents):
        # A configuration includes and inherits others.
        if not is_page(path):
            yield path
            yield conversion.contents[path]
    # Of the repository only what links name: its commit changes every day.
    known = conversion.repository
    branch = known.branch or known.commit
    yield repr((known.id, known.web_url, known.host, branch, known.archived))
    for name in (one.name for one in dataclasses.fields(site) if one.name not in _OF_PAGE):
        yield name
        yield repr(_ordered(getattr(site, name)))


def _ordered(value: Any) -> Any:
    """The value with sets and mappings in one order."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    return sorted(value.items()) if isinstance(value, dict) else value


def _digest(parts: Iterable[str | bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        # With its length, so that no two lists of parts are the same bytes.
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
