"""Patterns of `.gitignore`, as MkDocs reads them under `exclude_docs`, in linear time.

The rules are those of https://git-scm.com/docs/gitignore, and as in pathspec, with which MkDocs
matches, a pattern for a file is stronger than one for a folder above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalogsite.paths.linear_match import Item, NamePattern, NamePredicate, reachable

_ANY = re.compile(".", re.DOTALL)
_SET = re.compile(r"\[([!^]?+)(\]?+[^\]]*)\]")


class GitIgnore:
    """The lines of a `.gitignore`; those that git would not understand are left out."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._patterns = [found for line in lines if (found := _pattern(line)) is not None]
        self._patterns.reverse()

    def matches(self, path: str) -> bool:
        """Whether a file is ignored; the last pattern that matches it decides."""
        names = path.split("/")
        above: bool | None = None
        for pattern in self._patterns:
            of_file = pattern.match(names)
            if of_file:
                return pattern.ignores
            if of_file is False and above is None:
                above = pattern.ignores
        return above is True


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One line: `folder` if it ends in a slash, `below` if in `/**`; both are not among the parts."""

    ignores: bool
    parts: tuple[NamePredicate | None, ...]
    folder: bool
    below: bool

    def match(self, names: list[str]) -> bool | None:
        """True where the file itself is matched, False where a folder above it is, else None."""
        ends = reachable(self.parts, names)
        above = bool(ends & ((1 << len(names)) - 1) & ~(1 if self.folder else 0))
        if self.folder:
            return False if above else None
        if self.below:
            return True if above else None
        if ends >> len(names) & 1:
            return True
        return False if above else None


def _pattern(line: str) -> _Pattern | None:
    text = line if line.endswith("\\ ") else line.rstrip()
    if not text or text.startswith("#") or text == "/":
        return None
    ignores = not text.startswith("!")
    segments = text.removeprefix("!").split("/") if not ignores else text.split("/")
    folder = not segments[-1]
    if not segments[0]:
        del segments[0]
    elif segments[1:] in ([], [""]) and segments[0] != "**":
        segments.insert(0, "**")
    if not segments:
        return None
    if folder:
        segments.pop()
    below = not folder and segments[-1] == "**"
    if below:
        segments.pop()
    try:
        parts = tuple(None if one == "**" else _part(one) for one in segments)
    except re.error:
        return None
    return _Pattern(ignores, parts, folder, below)


def _part(text: str) -> NamePredicate:
    return NamePattern(text, _items(text), "?[\\").matches


def _items(text: str) -> Iterator[Item]:
    """The items of a pattern for one name. Raises re.error where a set or escape is incomplete."""
    at = 0
    while at < len(text):
        letter = text[at]
        at += 1
        if letter == "\\":
            if at == len(text):
                raise re.error("nothing follows the backslash")
            yield re.compile(re.escape(text[at]))
            at += 1
        elif letter == "[":
            found = _SET.match(text, at - 1)
            if found is None:
                raise re.error("the set of letters is not closed")
            at = found.end()
            inner = found[2].replace("\\", "\\\\").replace("[", "\\[")
            yield re.compile(f"[{'^' if found[1] else ''}{inner}]")
        else:
            yield (
                None if letter == "*" else _ANY if letter == "?" else re.compile(re.escape(letter))
            )
