"""Lists of glob patterns as the actions of Backstage take them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from catalogsite.errors import TemplateError
from catalogsite.paths.wildcard import matches_path

_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_MOST = 1000


class Globs:
    """Patterns of paths: `*` and `?` stay in one part, `**` crosses folders, `{a,b}` is a choice.

    A pattern that names a folder takes all below it; one that begins with `!` takes away.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._wanted: list[str] = []
        self._unwanted: list[str] = []
        for pattern in patterns:
            chosen = self._unwanted if pattern.startswith("!") else self._wanted
            for one in _expanded(pattern.removeprefix("!")):
                plain = posixpath.normpath(one)
                chosen += [plain] if plain == "**" else [plain, f"{plain}/**"]

    def match(self, name: str) -> bool:
        """Whether a relative path is among what the patterns name."""
        return _any(name, self._wanted) and not _any(name, self._unwanted)


def _any(name: str, patterns: list[str]) -> bool:
    return any(matches_path(name, pattern) for pattern in patterns)


def _expanded(pattern: str) -> Iterator[str]:
    """The patterns without braces that one with braces stands for."""
    waiting, count = [pattern], 0
    while waiting:
        one = waiting.pop()
        braces = _BRACES.search(one)
        if braces is None:
            yield one
            continue
        count += 1
        if count > _MOST:
            raise TemplateError(f"the pattern {pattern[:60]!r} has too many choices")
        choices = braces[1].split(",")
        waiting += [one[: braces.start()] + choice + one[braces.end() :] for choice in choices]
