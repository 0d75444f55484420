"""The words of human pages, for the full-text index that documentation is found by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from catalogsite.docs.converter.sections import plain, sections_of
from catalogsite.search.fulltext import SearchPage

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

_SILENT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


def search_page(page: Page, html: str) -> SearchPage | None:
    """What the index is to know of a page; None where its author wants it left out."""
    wanted = page.meta.get("search")
    if isinstance(wanted, dict) and wanted.get("exclude"):
        return None
    clean = _SILENT.sub(" ", html)
    title = plain(str(page.title or ""))
    return SearchPage(page.url, title, plain(clean), {}, sections_of(clean))
