"""Patterns of Python's fnmatch, in linear time: `*`, `?` and `[a-z]`, `[!a-z]` over a whole text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from functools import lru_cache

from catalogsite.paths.linear_match import Item, NamePattern, NamePredicate, reachable

_ANY = re.compile(".", re.DOTALL)
_SET = re.compile(r"\[!?+\]?+[^\]]*\]")


@lru_cache(maxsize=1024)
def wildcard(pattern: str, *, sets: bool = True) -> NamePattern:
    """A pattern for a whole text, in which `*` and `?` match any letters, `/` too.

    `sets` says whether square brackets are sets of letters, or letters themselves.
    """
    return NamePattern(pattern, _items(pattern, sets=sets), "?[" if sets else "?")


def matches_any(text: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns matches the whole text."""
    return any(wildcard(pattern).matches(text) for pattern in patterns)


def matches_path(path: str, pattern: str) -> bool:
    """Whether a pattern matches a path part by part; a part `**` matches any number of parts."""
    return bool(reachable(path_parts(pattern), names := path.split("/")) >> len(names) & 1)


@lru_cache(maxsize=1024)
def path_parts(pattern: str, *, sets: bool = True) -> tuple[NamePredicate | None, ...]:
    """The parts of a pattern between slashes, each as what it matches; None for `**`."""
    return tuple(
        None if part == "**" else wildcard(part, sets=sets).matches for part in pattern.split("/")
    )


def _items(pattern: str, *, sets: bool) -> Iterator[Item]:
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        found = _SET.match(pattern, at) if sets and letter == "[" else None
        at = found.end() if found else at + 1
        if found:
            yield re.compile(translate(found[0]))
        elif letter == "*":
            yield None
        else:
            yield _ANY if letter == "?" else re.compile(re.escape(letter))
