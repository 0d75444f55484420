"""Entries `...` of awesome-pages, which stand for what is listed nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.paths.wildcard import matches_path

_REST = re.compile(r"\.{3}\s*(?:\|\s*(flat)\s*)?(?:\|\s*(?:(regex|glob)=)?\s*(.*))?", re.DOTALL)


class Rest(NamedTuple):
    """A pattern of paths, or None for all; with `flat` without sections.

    A regular expression (`is_regex`) matches nothing: it could take any time.
    """

    pattern: str | None
    flat: bool
    is_regex: bool

    def matches(self, path: str) -> bool:
        """Whether the entry stands for a path."""
        if self.is_regex:
            return False
        return not self.pattern or matches_path(path, self.pattern.rstrip("/"))


def rest_of(entry: object) -> Rest | None:
    """The rest that an entry stands for; None where it is no such entry."""
    found = _REST.fullmatch(entry.strip()) if isinstance(entry, str) else None
    return Rest(found[3], found[1] is not None, found[2] == "regex") if found else None


def rests_in(nav: object) -> Iterator[str]:
    """The entries of a navigation that stand for a rest, as they are written."""
    if isinstance(nav, list):
        for item in nav:
            if rest_of(item):
                yield item
            yield from rests_in(item)
    elif isinstance(nav, Mapping):
        for value in nav.values():
            yield from rests_in(value)


def with_rests(nav: list[Any], described: list[Any]) -> list[Any]:
    """The navigation with the entries of `described` that it does not name in the places of `...`."""
    used = set(_paths(nav))
    found: dict[str, list[Any]] = {}
    # What has a pattern takes its entries first.
    for entry in sorted(rests_in(nav), key=lambda one: rest_of(one) == Rest(None, False, False)):
        rest = rest_of(entry)
        assert rest is not None  # noqa: S101  (only rests are listed)
        found[entry] = list(_taken(described, rest, used))
        used |= set(_paths(found[entry]))
    return _expanded(nav, found)


def _expanded(nav: list[Any], found: Mapping[str, list[Any]]) -> list[Any]:
    result: list[Any] = []
    for item in nav:
        if isinstance(item, str) and item in found:
            result += found[item]
        elif isinstance(item, Mapping):
            result.append(
                {k: _expanded(v, found) if isinstance(v, list) else v for k, v in item.items()}
            )
        else:
            result.append(item)
    return result


def _taken(items: Iterable[Any], rest: Rest, used: set[str]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, str):
            if item not in used and rest.matches(item):
                yield item
            continue
        for title, value in item.items():
            if isinstance(value, list):
                inner = list(_taken(value, rest, used))
                yield from inner if rest.flat else [{title: inner}] if inner else []
            elif value not in used and rest.matches(value):
                yield {title: value}


def _paths(items: Any) -> Iterator[str]:
    if isinstance(items, str):
        yield items
    elif isinstance(items, list):
        for item in items:
            yield from _paths(item)
    elif isinstance(items, Mapping):
        for value in items.values():
            yield from _paths(value)
