"""Pages and folders of a docs folder: which ones a pattern matches, and their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from catalogsite.docs.navigation.automatic_nav import Folder, is_index
from catalogsite.docs.navigation.nav_file import Style
from catalogsite.paths.wildcard import matches_path

_NUMBER = re.compile(r"(\d+)")

Child = str | Folder
"""A page, by its path, or a folder."""


class Title(NamedTuple):
    """The title of a page by its front matter or heading, and the one that its front matter states."""

    shown: str
    stated: str | None = None


def matching(children: Iterable[Child], folder: str, pattern: str) -> Iterator[Child]:
    """The children whose path inside a folder a pattern matches; one with `/` at its end, only folders."""
    for child in children:
        wants_folder = pattern.endswith("/")
        if wants_folder and isinstance(child, str):
            continue
        if matches_path(inner_path(child, folder), pattern.rstrip("/")):
            yield child


def inner_path(child: Child, folder: str) -> str:
    """The path of a page or folder inside a folder."""
    path = child if isinstance(child, str) else child.path
    return path[len(folder) + 1 :] if folder else path


def is_ignored(child: Child, style: Style) -> bool:
    """Whether a pattern of the style leaves a page or folder out."""
    return any(True for pattern in style.ignored for _ in matching([child], "", pattern))


def pages_below(folder: Folder) -> list[Child]:
    """Every page of a folder and of those in it, without the folders."""
    found: list[Child] = [child for child in folder.children if isinstance(child, str)]
    for inner in folder.folders.values():
        found += pages_below(inner)
    return found


def folders_below(folder: Folder) -> Iterator[Folder]:
    """Every folder in a folder, and in those."""
    for inner in folder.folders.values():
        yield inner
        yield from folders_below(inner)


def in_order(children: list[Child], style: Style, title: Callable[[str], Title]) -> list[Child]:
    """The children in the order of the style; the index of a folder is always the first."""

    def key(child: Child) -> Any:
        path = child if isinstance(child, str) else child.path
        name = title(path).shown if style.by_title and isinstance(child, str) else path
        name = name.lower() if style.ignore_case else name
        return [
            (0, int(part), "") if part.isdigit() and style.natural else (1, 0, part)
            for part in _NUMBER.split(name)
        ]

    ordered = sorted(children, key=key, reverse=style.descending)
    if style.folders != "mixed":
        first = Folder if style.folders == "first" else str
        ordered.sort(key=lambda child: not isinstance(child, first))
    ordered.sort(key=lambda child: not (isinstance(child, str) and is_index(child)))
    return ordered
