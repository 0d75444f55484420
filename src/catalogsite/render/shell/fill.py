"""Fills a shell with a page: string work, every value escaped for its place in the HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from urllib.parse import unquote

from catalogsite.model.page import Asset, Link, NavItem, Page
from catalogsite.model.urls import base
from catalogsite.render.content_policy import ContentPolicy
from catalogsite.render.filters import safe_url
from catalogsite.render.shell.file_links import (
    is_marked,
    with_file_links,
    with_file_links_in_markdown,
)
from catalogsite.render.shell.nav import nav_entries, shown_toc, toc_entries
from catalogsite.render.shell.placeholders import LAYOUTS
from catalogsite.render.shell.reader import read_shell, read_single
from catalogsite.render.shell.redirect import redirect_document
from catalogsite.render.shell.slots import Block, Group, Part, Repeat, Shell, Text


def fill_shell(shell: Shell, page: Page, policy: ContentPolicy | None = None) -> str:
    """The HTML document of a page. Its body, toc titles and `nav_html` must be safe HTML."""
    values = _Values(_texts(page), {}, _groups(page), _crumbs(page))
    blocks = _blocks(shell, page)
    if policy is not None:
        blocks["policy"] = _policy(policy, shell, page, values)
    return _filled(shell.at_depth(page.path.count("/")), replace(values, blocks=blocks))


def _policy(policy: ContentPolicy, shell: Shell, page: Page, values: _Values) -> str:
    """The policy of a page; only code of the theme is hashed, never that of a body."""
    depth = page.path.count("/")
    frame = shell.frame(depth) or _filled(shell.at_depth(depth), values)
    return policy.of_frame(frame, page.body)


def _filled(parts: Sequence[Part], values: _Values) -> str:
    out: list[str] = []
    _write(parts, values, out)
    return "".join(out)


@dataclass(frozen=True, slots=True)
class _Values:
    texts: Mapping[str, str]
    blocks: Mapping[str, str]
    groups: frozenset[str]
    crumbs: Sequence[Link]


def _write(parts: Sequence[Part], values: _Values, out: list[str]) -> None:
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Text):
            out.append(_escaped(values.texts.get(part.name, ""), script=part.script))
        elif isinstance(part, Block):
            out.append(values.blocks.get(part.name, ""))
        elif isinstance(part, Group):
            if part.name in values.groups:
                _write(part.parts, values, out)
        else:
            _repeat(part, values, out)


def _repeat(part: Repeat, values: _Values, out: list[str]) -> None:
    for link in values.crumbs:
        texts = {"crumb_href": safe_href(link.href), "crumb_title": link.title}
        _write(part.parts, _Values(texts, {}, frozenset(), ()), out)


def _escaped(value: str, *, script: bool) -> str:
    if script:
        return json.dumps(value)[1:-1].replace("<", "\\u003c").replace("'", "\\u0027")
    return escape(value, quote=True)


def safe_href(href: str) -> str:
    """The address, or `#` where it is no valid one or could run a script; not escaped for HTML."""
    return safe_url(href) or "#"


def _texts(page: Page) -> dict[str, str]:
    edit = safe_href(page.edit_url) if page.edit_url else ""
    texts = {
        "title": page.title,
        "description": page.description,
        "path": page.path,
        "skip": page.toc[0].id if page.toc else "",
        "edit_href": edit,
        "view_href": edit.replace("/edit/", "/raw/", 1),
    }
    for name, link in (("previous", page.previous), ("following", page.following)):
        if link is not None:
            texts |= {f"{name}_href": safe_href(link.href), f"{name}_title": link.title}
    return texts


def _groups(page: Page) -> frozenset[str]:
    catalog = page.layout == "catalog"
    entries = shown_toc(page.toc)
    present = {
        "description": page.description,
        "toc": page.toc,
        "toc_entries": entries,
        "edit": page.edit_url,
        "previous": page.previous,
        "following": page.following,
        "neighbours": page.previous or page.following,
        # Entity pages use the width that an empty sidebar would waste.
        "hide_nav": page.layout == "single" or (catalog and not page.nav and not page.nav_html),
        "hide_toc": page.layout == "single" or (catalog and not entries),
    }
    return frozenset(name for name, value in present.items() if value)


def _crumbs(page: Page) -> Sequence[Link]:
    """The crumbs after the theme's own, which end with the tab of the page's section."""
    tab = base(page.path) + page.section
    links = page.breadcrumbs
    return links[1:] if links and links[0].href == tab else links


def _blocks(shell: Shell, page: Page) -> dict[str, str]:
    heading = "" if "<h1" in page.body else f"<h1>{escape(page.title)}</h1>"
    return {
        "body": heading + page.body,
        "toc": toc_entries(shown_toc(page.toc)),
        "nav": _navigation(shell, page) if shell.layout == "layout" else "",
        "feeds": "".join(map(_feed, page.feeds)),
    }


def _feed(feed: Link) -> str:
    kind = "atom+xml" if feed.href.endswith(".xml") else "feed+json"
    href, title = escape(safe_href(feed.href)), escape(feed.title)
    # A second word, because scripts of the theme ask for a site map of each bare `rel=alternate`.
    return f'<link rel="alternate feed" type="application/{kind}" title="{title}" href="{href}">'


def _navigation(shell: Shell, page: Page) -> str:
    items = page.nav or (NavItem(page.title, "./", active=True),)
    # The entries of a catalog page are directly under the tab, whose title they would repeat.
    if page.nav_title and page.layout == "docs":
        items = (NavItem(page.nav_title, None, active=True, children=items),)
    extra = f'<li class="md-nav__item cs-nav-extra">{page.nav_html}</li>' if page.nav_html else ""
    return extra + nav_entries(
        items, level=shell.nav_level + 1, path="__nav_cs", toc=page.toc, toc_label=shell.toc_label
    )


# A server makes a renderer after each save, and few of its shells differ then.
@lru_cache(maxsize=64)
def _shell_of(name: str, html: str) -> Shell:
    read = read_shell if name in LAYOUTS else read_single
    return read(html, where=f"shell {name or '/'}")


class ShellRenderer:
    """The shells of a site, which turn pages into HTML documents.

    `shells` are built pages by layout name (`catalog`, `docs`) or, for single pages, by
    address (`""`, `catalog/`, ...). Every document takes `policy`; a server with live reload has
    none. Raises ShellError where a shell lacks a placeholder.
    """

    def __init__(self, shells: Mapping[str, str], policy: ContentPolicy | None = None) -> None:
        self._policy = policy
        self._shells = {name: _shell_of(name, html) for name, html in shells.items()}
        self._names_files = any(map(is_marked, shells.values()))

    def html(self, page: Page) -> str:
        """The HTML document of a page; a single page without a shell of its own takes the catalog's."""
        if page.moved_to is not None:
            html = redirect_document(page.title, page.moved_to)
        else:
            html = fill_shell(self._shell(page), page, self._policy)
        return with_file_links(html) if self._names_files else html

    def _content(self, asset: Asset) -> bytes:
        if self._names_files and asset.path.endswith((".md", "llms.txt")):
            return with_file_links_in_markdown(asset.content.decode()).encode()
        return asset.content

    def _shell(self, page: Page) -> Shell:
        if page.layout == "single":
            own = self._shells.get(page.path)
            return own or self._shells["catalog"]
        section = page.section.strip("/")
        return self._shells[section if section in LAYOUTS else page.layout]

    def owns(self, page: Page) -> bool:
        """Whether the page is generated: the user's own home page stays as it is."""
        return bool(page.path) or "" in self._shells

    def files(self, content: Iterable[Page | Asset]) -> Iterator[tuple[str, bytes]]:
        """(path, content) of every generated file; a page becomes an `index.html`."""
        for item in content:
            if isinstance(item, Asset):
                yield item.path, self._content(item)
            elif self.owns(item):
                yield f"{unquote(item.path)}index.html", self.html(item).encode()
