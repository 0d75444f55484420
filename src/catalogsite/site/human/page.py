"""A human page as the portal needs it: its links resolved, its problems, and its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogsite.docs.converter.sections import plain, sections_of
from catalogsite.docs.entity_links import broken_link_problems, resolve_entity_links
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation
from catalogsite.render.shell.file_links import with_file_links
from catalogsite.search.fulltext import SearchPage
from catalogsite.site.portal_build import LinkTargets

_SILENT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HumanPage:
    """A page that the user wrote, rendered: `html` is trusted, `text` its Markdown in `file`."""

    url: str
    title: str
    meta: Mapping[str, Any]
    html: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """The HTML with links to entities and documentation, and a problem for each that is broken."""

    html: str
    problems: tuple[Problem, ...]


def with_links(page: HumanPage, targets: LinkTargets, *, names_files: bool = False) -> LinkedPage:
    """The page with `entity:` and `docs:` links made relative to its address.

    With `names_files` they lead to the files of pages, not to folders.
    """
    known, shared = targets.documented, targets.shared.get
    html, broken = resolve_entity_links(page.html, page.url, targets.entities, known, shared)
    if names_files and html != page.html:
        html = with_file_links(html)
    at = SourceLocation(page.file)
    problems = broken_link_problems(broken, at=at, source=lambda: page.text)
    return LinkedPage(html, tuple(problems))


def search_page(page: HumanPage, html: str) -> SearchPage | None:
    """What the full-text index knows of a page; None where its author excludes it."""
    wanted = page.meta.get("search")
    if isinstance(wanted, dict) and wanted.get("exclude"):
        return None
    clean = _SILENT.sub(" ", html)
    return SearchPage(page.url, plain(page.title), plain(clean), {}, sections_of(clean))
