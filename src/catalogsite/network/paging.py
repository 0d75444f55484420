"""How a list in pages goes on: by a link, by an address or a cursor in the page, by number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

_MAX_PAGES = 1000
_MAX_EMPTY = 20


class Page(NamedTuple):
    """One page of a list: its address, its JSON, and the items in it."""

    url: str
    body: Any
    items: list[Any]


NextPage = Callable[[Page], str | None]
"""The address of the page after one, absolute or relative to it; None after the last."""


def by_address(key: str) -> NextPage:
    """Pages that hold the address of the next one."""

    def following(page: Page) -> str | None:
        found = page.body.get(key) if isinstance(page.body, dict) else None
        return found if isinstance(found, str) and found else None

    return following


def by_cursor(key: str, parameter: str) -> NextPage:
    """Pages that hold a cursor, which is a parameter of the next request."""

    def following(page: Page) -> str | None:
        found = page.body.get(key) if isinstance(page.body, dict) else None
        usable = isinstance(found, str | int) and found not in ("", None)
        return with_parameter(page.url, parameter, str(found)) if usable else None

    return following


def by_number(parameter: str = "page", *, first: int = 1, smallest: int = 1) -> NextPage:
    """Pages that are numbered from `first` up to an empty one; for one list, because it has a state.

    A server may cap the size of pages, so that a short page need not be the last. `smallest` is the
    smallest number of items that it puts on a page which others follow, where that is documented.
    """
    last: list[Any] = []

    def following(page: Page) -> str | None:
        nonlocal last
        if len(page.items) < smallest:
            return None
        if page.items == last:
            # A server that ignores the number gives the first page for ever.
            return page.url
        last = page.items
        number = dict(parse_qsl(urlsplit(page.url).query)).get(parameter, str(first))
        return with_parameter(page.url, parameter, str(int(number) + 1))

    return following


def by_offset(more: str, parameter: str = "offset") -> NextPage:
    """Pages that begin at a number of items, and say by the key `more` whether others follow."""

    def following(page: Page) -> str | None:
        if not (isinstance(page.body, dict) and page.body.get(more) is True):
            return None
        begin = dict(parse_qsl(urlsplit(page.url).query)).get(parameter, "0")
        return with_parameter(page.url, parameter, str(int(begin) + len(page.items)))

    return following


def with_parameter(url: str, name: str, value: str) -> str:
    """The address with one parameter of its query set."""
    parts = urlsplit(url)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return parts._replace(query=urlencode([*pairs, (name, value)])).geturl()


def endless(repeated: bool, pages: int, empty: int) -> str | None:
    """The reason why a list will not end, of which `pages` pages were read, `empty` at the last."""
    if repeated:
        return "the list leads back to a page that was read"
    if empty >= _MAX_EMPTY:
        return f"the list goes on after {empty} empty pages"
    return f"the list goes on after {pages:,} pages" if pages >= _MAX_PAGES else None
