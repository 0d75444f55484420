"""The navigation, the headings and the titles of rendered pages, as values."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mkdocs.structure.nav import Link, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from catalogsite.docs.converter.sanitiser.sanitise import sanitise_inline
from catalogsite.docs.fragments import NavEntry, TocEntry
from catalogsite.model.text.unicode import replace_surrogates

FileEntry = Callable[[str, str], NavEntry]


def toc_of(page: Page) -> tuple[TocEntry, ...]:
    """The headings of a rendered page, nested."""
    return tuple(_heading(item) for item in (page.toc or ()))


def title_of(page: Page) -> str:
    """The title of a page as plain text."""
    title = page.title
    return (
        str(replace_surrogates(html.unescape(str(title)))) if title is not None else page.file.name
    )


def _heading(item: AnchorLink) -> TocEntry:
    return TocEntry(
        id=item.id,
        title=sanitise_inline(item.title),
        level=item.level,
        children=tuple(_heading(child) for child in item.children),
    )


def nav_entries(
    items: Iterable[Any], addresses: dict[int, str], file_entry: FileEntry
) -> Iterator[NavEntry]:
    """The entries that lead somewhere; `addresses` are those of pages, by identity.

    `file_entry` makes the entry of a file that is no page, of its title and path.
    """
    for item in items:
        if isinstance(item, Section):
            children = tuple(nav_entries(item.children, addresses, file_entry))
            if children:
                yield NavEntry(title=str(item.title), children=children)
        elif isinstance(item, Page):
            if item.file.is_documentation_page():
                yield NavEntry(title=title_of(item), path=addresses.get(id(item)))
            else:
                yield file_entry(title_of(item), item.file.dest_uri)
        elif isinstance(item, Link) and _is_address(item):
            yield NavEntry(title=str(item.title or item.url), url=item.url)


def missing_entries(items: Iterable[Any]) -> Iterator[str]:
    """Entries that are neither pages nor addresses, as written."""
    for item in items:
        if isinstance(item, Section):
            yield from missing_entries(item.children)
        elif isinstance(item, Link) and not _is_address(item):
            yield item.url


def _is_address(link: Link) -> bool:
    return link.url.startswith(("https://", "http://", "mailto:", "//"))
