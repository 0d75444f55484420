"""Glob patterns over the paths of a repository: `*`, `**`, `?`, `[ab]`, `{a,b}`, `{1..9}`, `+(a|b)`.

The syntax is that of minimatch, with which Backstage expands the targets of Locations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from catalogsite.paths.braces import expanded
from catalogsite.paths.segments import Segment

_MAGIC = re.compile(r"[*?\[{]|[+@?*!]\(")
_LONGEST = 1000


def is_glob(text: str) -> bool:
    """Whether a text has any character that is special in a glob."""
    return _MAGIC.search(text) is not None


def matching(paths: Iterable[str], pattern: str) -> list[str]:
    """The paths that a pattern matches, in the order given."""
    compiled = compile_glob(pattern)
    return [path for path in paths if compiled.matches(path)]


class Glob:
    """A parsed pattern; one that cannot be parsed, or has over 1,000 letters, matches only itself."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._choices: list[list[Segment | None]] = []
        if len(pattern) <= _LONGEST:
            try:
                self._choices = [_segments(one) for one in expanded(pattern)]
            except re.error:
                self._choices = []

    def matches(self, path: str) -> bool:
        """Whether the pattern matches the whole path."""
        if not self._choices:
            return path == self._pattern
        names = path.split("/")
        return any(_fits(choice, names) for choice in self._choices)


@lru_cache(maxsize=1024)
def compile_glob(pattern: str) -> Glob:
    """The parsed pattern, from a cache."""
    return Glob(pattern)


def _segments(pattern: str) -> list[Segment | None]:
    """The parts between slashes; None for `**`."""
    parts = pattern.removeprefix("./").lstrip("/").split("/")
    return [None if part == "**" else Segment(part) for part in parts]


def _fits(segments: list[Segment | None], names: list[str]) -> bool:
    starts = 1
    for number, segment in enumerate(segments):
        if segment is None:
            below = _below(starts, names)
            # At the end `**` is at least one name; before others it may be none.
            starts = below if number == len(segments) - 1 else starts | below
        else:
            found = (at for at, name in enumerate(names) if starts >> at & 1 and segment.fits(name))
            starts = sum(2 << at for at in found)
        if not starts:
            return False
    return bool(starts >> len(names) & 1)


def _below(starts: int, names: list[str]) -> int:
    """After one or more names from a start, none of them hidden."""
    reached = 0
    for at, name in enumerate(names):
        if (starts | reached) >> at & 1 and not name.startswith("."):
            reached |= 2 << at
    return reached
