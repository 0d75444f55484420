"""Converted documentation as values: what the conversion cache keeps and pages show.

Links inside `Fragment.html` are relative to the page's own address below the documentation's
root, so they work for any address of the root. Links to entities are not resolved yet:

- `entity:kind:namespace/name#part` is the entity's page,
- `docs:kind:namespace/name/guide/setup#part` is a page of its documentation.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from catalogsite.model.limits import Limits
from catalogsite.model.problem import Problem
from catalogsite.model.value import Value

CONVERTER = "18"
"""Version of the conversion; raised when the same sources would give other fragments."""


class TocEntry(Value):
    """A heading of a page; `title` is safe HTML."""

    id: str
    title: str
    level: int
    children: tuple[TocEntry, ...] = ()


class NavEntry(Value):
    """An entry of a documentation's navigation: a section, a page (`path`), or a link (`url`).

    `title` is plain text. `path` is the address of the page or published file below the
    documentation's root; the first page of a documentation has the path `""`. An entry with
    neither is a file that has no address.
    """

    title: str
    path: str | None = None
    url: str | None = None
    children: tuple[NavEntry, ...] = ()


class Section(Value):
    """The plain text under one heading, for the full-text index; `id` is None before the first."""

    id: str | None = None
    title: str = ""
    text: str = ""


class Fragment(Value):
    """One page of documentation.

    `title` and `description` are plain text, `html` is safe. `file` is the source relative to the
    repository; `previous` and `following` are indexes into `Fragments.pages`.
    """

    path: str
    title: str
    html: str
    toc: tuple[TocEntry, ...] = ()
    sections: tuple[Section, ...] = ()
    description: str = ""
    tags: tuple[str, ...] = ()
    file: str | None = None
    edit_url: str | None = None
    changed: datetime | None = None
    author: str | None = None
    previous: int | None = None
    following: int | None = None
    hide_toc: bool = False
    searchable: bool = True

    @property
    def text(self) -> str:
        """The plain text of the page with its headings."""
        parts = (part for section in self.sections for part in (section.title, section.text))
        return "\n".join(part for part in parts if part)


class Fragments(Value):
    """A whole documentation: pages, navigation, and the assets that they use.

    `assets` maps a path below the documentation's root to the hash of its bytes in the store,
    `moved` the former address of a page to the address that it leads to: below the root too,
    with `#id` or without, or on another host. `limits` are those that some of the pages exceeded;
    `siblings` stands for all documentation of the repository, where its limit left no time for some
    of the pages.
    """

    site_name: str
    pages: tuple[Fragment, ...] = ()
    nav: tuple[NavEntry, ...] = ()
    assets: dict[str, str] = Field(default_factory=dict)
    moved: dict[str, str] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    limits: Limits | None = None
    siblings: str | None = None

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses below the root that a link may lead to: those of pages, also former ones."""
        return frozenset((*(page.path for page in self.pages), *self.moved))

    @property
    def has_failed(self) -> bool:
        """Whether it was not converted, which may work now: with more memory, or files that are back."""
        return any(found.rule == "docs-failed" for found in self.problems)

    def page(self, path: str) -> Fragment | None:
        """The page at `path`, or None."""
        return next((page for page in self.pages if page.path == path), None)
