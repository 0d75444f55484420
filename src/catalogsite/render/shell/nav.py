"""HTML of the left navigation and of the table of contents, as Material for MkDocs writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from catalogsite.model.page import NavItem, TocItem

PRUNE_ABOVE = 100
"""With more entries than this, closed branches shrink to a link to their first page."""

_ICON = '<span class="md-nav__icon md-icon"></span>'


def toc_entries(items: Sequence[TocItem]) -> str:
    """Safe HTML: the list items of a table of contents, whose titles must be safe HTML."""
    return "".join(_toc_entry(item) for item in items)


def _toc_entry(item: TocItem) -> str:
    nested = ""
    if item.children:
        label = escape(re.sub(r"<[^>]*>", "", item.title).strip(), quote=True)
        label = label.replace("&amp;amp;", "&amp;").replace("&amp;lt;", "&lt;")
        nested = (
            f'<nav class="md-nav" aria-label="{label}"><ul class="md-nav__list">'
            f"{toc_entries(item.children)}</ul></nav>"
        )
    return (
        f'<li class="md-nav__item"><a href="#{escape(item.id)}" class="md-nav__link">'
        f'<span class="md-ellipsis">{item.title}</span></a>{nested}</li>'
    )


def shown_toc(toc: Sequence[TocItem]) -> Sequence[TocItem]:
    """The entries that Material shows: where the first heading is the page's title, those below it."""
    return toc[0].children if toc and toc[0].level == 1 else toc


# All entities of a kind have the same navigation and one of few tables of contents.
@lru_cache(maxsize=256)
def nav_entries(
    items: tuple[NavItem, ...], *, level: int, path: str, toc: tuple[TocItem, ...], toc_label: str
) -> str:
    """Safe HTML: the list items of a navigation, with the table of contents under the current page.

    Titles of `items` are escaped, those of `toc` must be safe HTML.
    """
    prune = _count(items) > PRUNE_ABOVE
    writer = _NavWriter(toc_entries(shown_toc(toc)), escape(toc_label), prune=prune)
    return writer.entries(items, level, path)


def _count(items: Sequence[NavItem]) -> int:
    return sum(1 + _count(item.children) for item in items)


class _NavWriter:
    """Writes the entries of one page's navigation."""

    def __init__(self, toc: str, toc_label: str, *, prune: bool) -> None:
        self._toc = toc
        self._toc_label = toc_label
        self._prune = prune

    def entries(self, items: Sequence[NavItem], level: int, path: str) -> str:
        """Safe HTML: the list items of one level, and of the levels below it."""
        return "".join(
            self._entry(item, level, f"{path}_{number}") for number, item in enumerate(items, 1)
        )

    def _entry(self, item: NavItem, level: int, path: str) -> str:
        if item.children and not (self._prune and not item.active):
            return self._branch(item, level, path)
        if item.children:
            return self._pruned(item)
        return self._current(item) if item.active else self._leaf(item)

    def _leaf(self, item: NavItem) -> str:
        title = f'<span class="md-ellipsis">{escape(item.title)}</span>'
        link = f'<span class="md-nav__link">{title}</span>'
        if item.href is not None:
            link = f'<a href="{escape(item.href)}" class="md-nav__link">{title}</a>'
        return f'<li class="md-nav__item">{link}</li>'

    def _pruned(self, item: NavItem) -> str:
        title = f'<span class="md-ellipsis">{escape(item.title)}</span>'
        link = escape(_first_href(item))
        return (
            '<li class="md-nav__item md-nav__item--pruned md-nav__item--nested">'
            f'<a href="{link}" class="md-nav__link">{title}{_ICON}</a></li>'
        )

    def _current(self, item: NavItem) -> str:
        title = f'<span class="md-ellipsis">{escape(item.title)}</span>'
        active = "md-nav__link md-nav__link--active"
        label = f'<label class="{active}" for="__toc">{title}{_ICON}</label>' if self._toc else ""
        return (
            '<li class="md-nav__item md-nav__item--active">'
            f'<input class="md-nav__toggle md-toggle" type="checkbox" id="__toc">{label}'
            f'<a href="{escape(item.href or "./")}" class="{active}">{title}</a>'
            f"{self._contents() if self._toc else ''}</li>"
        )

    def _contents(self) -> str:
        return (
            f'<nav class="md-nav md-nav--secondary" aria-label="{self._toc_label}">'
            f'<label class="md-nav__title" for="__toc">{_ICON}{self._toc_label}</label>'
            f'<ul class="md-nav__list" data-md-component="toc" data-md-scrollfix>{self._toc}</ul>'
            "</nav>"
        )

    def _branch(self, item: NavItem, level: int, path: str) -> str:
        active = " md-nav__item--active" if item.active else ""
        checked = " checked" if item.active else ""
        inner = self.entries(item.children, level + 1, path)
        return (
            f'<li class="md-nav__item{active} md-nav__item--nested">'
            f'<input class="md-nav__toggle md-toggle " type="checkbox" id="{path}"{checked}>'
            f"{self._branch_link(item, path)}"
            f'<nav class="md-nav" data-md-level="{level}" aria-labelledby="{path}_title"'
            f' aria-expanded="{str(item.active).lower()}">'
            f'<label class="md-nav__title" for="{path}" id="{path}_title">{_ICON}{escape(item.title)}</label>'
            f'<ul class="md-nav__list" data-md-scrollfix>{inner}</ul></nav></li>'
        )

    def _branch_link(self, item: NavItem, path: str) -> str:
        title = f'<span class="md-ellipsis">{escape(item.title)}</span>'
        if item.href is None:
            return (
                f'<label class="md-nav__link" for="{path}" id="{path}_label" tabindex="0">'
                f"{title}{_ICON}</label>"
            )
        own = item.active and not any(child.active for child in item.children)
        name = "md-nav__link--active" if own else ""
        return (
            '<div class="md-nav__link md-nav__container">'
            f'<a href="{escape(item.href)}" class="md-nav__link {name}">{title}</a>'
            f'<label class="md-nav__link {name}" for="{path}" id="{path}_label" tabindex="0">'
            f'{_ICON}<span class="cs-sr">{escape(item.title)}</span></label></div>'
        )


def _first_href(item: NavItem) -> str:
    if item.href is not None or not item.children:
        return item.href or "./"
    return _first_href(item.children[0])
