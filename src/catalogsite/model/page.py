"""Pages and other files of a site, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from catalogsite.model.read_log import ReadLog


@dataclass(frozen=True, slots=True)
class Link:
    """A plain-text title, and an address relative to the page that it is on."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class TocItem:
    """An entry of the table of contents; `title` is safe HTML, `level` that of the heading."""

    id: str
    title: str
    level: int
    children: tuple[TocItem, ...] = ()


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the left navigation; `active` on the page itself and on its ancestors."""

    title: str
    href: str | None = None
    active: bool = False
    children: tuple[NavItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One generated page.

    `path` is a folder address without a leading slash (`catalog/default/component/x/`; `""` is
    the home page). `title` and `description` are plain text; `body` and `nav_html` are safe HTML
    whose links are relative to the page. `section` is the path of its tab. With `moved_to`, an
    address relative to the page, there is nothing at this one but a redirect to it. `feeds` are the
    feeds that its head names.
    """

    path: str
    layout: Literal["catalog", "docs", "single"]
    title: str
    description: str
    body: str
    toc: tuple[TocItem, ...] = ()
    nav: tuple[NavItem, ...] = ()
    nav_title: str = ""
    nav_html: str = ""
    previous: Link | None = None
    following: Link | None = None
    edit_url: str | None = None
    breadcrumbs: tuple[Link, ...] = ()
    section: str = "catalog/"
    moved_to: str | None = None
    feeds: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Asset:
    """Any other file of the site; `path` is relative to its root."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutputGroup:
    """Pages and files that are made together, when somebody asks for them.

    Each has the address `at` or one that `also` gives, or is below `at` where that ends in a slash. `kept`
    says that a server should keep what was made: it takes long, and is asked for again and again.
    `recorded` says that all that it is made from is read through the log which `make` is given, so
    that it needs not be made again while that is the same.
    """

    at: str
    make: Callable[[ReadLog], Iterable[Page | Asset]]
    kept: bool = False
    recorded: bool = False
    also: Callable[[], tuple[str, ...]] = tuple


def everything(groups: Iterable[OutputGroup]) -> Iterator[Page | Asset]:
    """All pages and files of all groups, one after the other."""
    for group in groups:
        yield from group.make(ReadLog())
