"""The navigation that files of folders describe: `.pages` (awesome-pages), `.nav.yml` (awesome-nav).

Both are read as plain YAML. A folder lists its entries, or follows the order of its names; `...` or
a pattern stands for what is listed nowhere else.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogsite.docs.navigation.automatic_nav import (
    Folder,
    folder_of_pages,
    folder_title,
    is_index,
)
from catalogsite.docs.navigation.nav_file import NavFile, Style, inherited_style
from catalogsite.model.problem import Problem
from catalogsite.paths.wildcard import matches_path
from catalogsite.problems.create import SourceLocation, problem

_REST = re.compile(r"\.\.\.(?:\s*\|\s*(?P<flat>flat)?\s*\|?\s*(?:glob=)?(?P<glob>\S.*)?)?")
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*:|//")
_NUMBER = re.compile(r"(\d+)")
_MAX_DEPTH = 20

Nav = list[Any]
Child = str | Folder


@dataclass(slots=True)
class FolderNav:
    """The navigation of one docs folder: `pages` are paths in it, `files` the settings by folder."""

    files: Mapping[str, NavFile]
    top: Folder
    title: Callable[[str], str]
    style: Style
    problems: list[Problem] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def build(self) -> Nav:
        """The entries as `nav` of a mkdocs.yml lists them."""
        for folder, file in self.files.items():
            self.named |= {path for path in _named(file.nav or [], folder) if self._child(path)}
        return self._folder(self.top, self.style, 0)

    def _folder(self, folder: Folder, style: Style, depth: int) -> Nav:
        file = self.files.get(folder.path)
        style = inherited_style(style, file.settings) if file else style
        if depth > _MAX_DEPTH:
            return []
        listed = file.nav if file else None
        if listed is None:
            return self._entries(self._rest(folder, style), style, depth)
        if style.append and "*" not in listed:
            listed = [*listed, "*"]
        assert file is not None  # noqa: S101  (only a file lists entries)
        # What takes the rest comes after all patterns, wherever it is in the list.
        order = sorted(range(len(listed)), key=lambda at: _takes_rest(listed[at]))
        found = {at: list(self._item(listed[at], folder, file, style, depth)) for at in order}
        return [entry for at in sorted(found) for entry in found[at]]

    def _item(
        self, item: Any, folder: Folder, file: NavFile, style: Style, depth: int
    ) -> Iterator[Any]:
        if isinstance(item, Mapping) and "glob" in item:
            inner = inherited_style(style, item)
            found = self._matching(str(item["glob"]), folder, inner)
            yield from self._entries(found, inner, depth)
        elif isinstance(item, Mapping):
            for title, value in item.items():
                yield from self._titled(str(title), value, folder, file, style, depth)
        elif isinstance(item, str):
            yield from self._plain(item, folder, file, style, depth)

    def _titled(
        self, title: str, value: Any, folder: Folder, file: NavFile, style: Style, depth: int
    ) -> Iterator[Any]:
        if title.startswith("...") and value is None:
            yield from self._plain(title, folder, file, style, depth)
        elif isinstance(value, list):
            items = [e for one in value for e in self._item(one, folder, file, style, depth)]
            if items:
                yield {title: items}
        elif isinstance(value, str):
            child = None if _ADDRESS.match(value) else self._child(_joined(folder.path, value))
            if isinstance(child, Folder):
                yield {title: self._folder(child, style, depth + 1)}
            else:
                yield {title: child or value}

    def _plain(
        self, item: str, folder: Folder, file: NavFile, style: Style, depth: int
    ) -> Iterator[Any]:
        rest = _REST.fullmatch(item.strip())
        if rest:
            every = self._rest(folder, style, deep=rest["flat"] is not None)
            taken = self._taken(_filtered(every, folder.path, rest["glob"]))
            yield from self._entries(taken, style, depth)
            return
        child = self._child(_joined(folder.path, item))
        if child is not None:
            yield from self._entries([child], style, depth)
            return
        found = self._matching(item, folder, style) if "*" in item or "?" in item else []
        if not found and item != "*":
            at = SourceLocation(file.file, self._line(file, item))
            self.problems.append(problem("docs-nav", "missing", at=at, target=item))
        yield from self._entries(found, style, depth)

    def _line(self, file: NavFile, item: str) -> int | None:
        for key in ("nav", "arrange"):
            listed = file.settings.get(key)
            if isinstance(listed, list) and item in listed:
                return file.document.line(key, listed.index(item))
        return file.document.line("nav")

    def _entries(self, children: Iterable[Child], style: Style, depth: int) -> Nav:
        found: Nav = []
        for child in children:
            if isinstance(child, str):
                found.append(child)
                continue
            items = self._folder(child, style, depth + 1)
            file = self.files.get(child.path)
            inner = inherited_style(style, file.settings) if file else style
            if len(items) == 1 and inner.collapse:
                found += items
            elif items:
                found.append({self._folder_title(child, file, inner): items})
        return found

    def _folder_title(self, folder: Folder, file: NavFile | None, style: Style) -> str:
        stated = file.settings.get("title") if file else None
        if isinstance(stated, str) and stated.strip():
            return stated
        if style.plain_names:
            return posixpath.basename(folder.path)
        return folder_title(folder.path)

    def _rest(self, folder: Folder, style: Style, *, deep: bool = False) -> list[Child]:
        """What of a folder no file lists, in order; with `deep` the pages below it without folders."""
        children = _deep(folder) if deep else folder.children
        free = [child for child in children if self._is_free(child)]
        if deep:
            return free[::-1] if style.descending else free
        return _sorted(free, style, self.title)

    def _taken(self, children: Iterable[Child]) -> list[Child]:
        """The children, which no later pattern takes again."""
        found = list(children)
        self.named |= {child if isinstance(child, str) else child.path for child in found}
        return found

    def _is_free(self, child: Child) -> bool:
        if isinstance(child, str):
            return child not in self.named
        file = self.files.get(child.path)
        hidden = file is not None and file.settings.get("hide") is True
        return child.path not in self.named and not hidden

    def _matching(self, pattern: str, folder: Folder, style: Style) -> list[Child]:
        if pattern in {"*", "**"}:
            return self._taken(self._rest(folder, style))
        everything = [*_deep(folder), *_folders(folder)]
        found = self._taken(_filtered(filter(self._is_free, everything), folder.path, pattern))
        return _sorted(found, style, self.title)

    def _child(self, path: str) -> Child | None:
        folder = self.top
        *above, name = path.split("/")
        for part in above:
            if part not in folder.folders:
                return None
            folder = folder.folders[part]
        return path if path in folder.pages else folder.folders.get(name)


def folder_nav(
    files: Mapping[str, NavFile], pages: Iterable[str], title: Callable[[str], str], style: Style
) -> tuple[Nav, list[Problem]]:
    """The navigation of pages by the settings of their folders, and what it names in vain."""
    nav = FolderNav(files, folder_of_pages(pages), title, style)
    return nav.build(), nav.problems


def _takes_rest(item: Any) -> bool:
    name = next(iter(item), None) if isinstance(item, Mapping) else item
    return name in {"...", "*", "... | flat"} or (
        isinstance(item, Mapping) and item.get("glob") in {"*", "**"}
    )


def _named(items: list[Any], folder: str) -> Iterator[str]:
    """The paths that entries name, without patterns."""
    for item in items:
        if isinstance(item, str):
            yield _joined(folder, item)
        for value in item.values() if isinstance(item, Mapping) and "glob" not in item else ():
            yield from _named(value if isinstance(value, list) else [value], folder)


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path.strip("/"))) if path else folder


def _filtered(children: Iterable[Child], folder: str, pattern: str | None) -> Iterator[Child]:
    for child in children:
        path = child if isinstance(child, str) else child.path
        inner = path[len(folder) + 1 :] if folder else path
        wants_folder = bool(pattern) and str(pattern).endswith("/")
        if wants_folder and isinstance(child, str):
            continue
        if not pattern or matches_path(inner, pattern.rstrip("/")):
            yield child


def _deep(folder: Folder) -> list[Child]:
    found: list[Child] = [child for child in folder.children if isinstance(child, str)]
    for inner in folder.folders.values():
        found += _deep(inner)
    return found


def _folders(folder: Folder) -> Iterator[Folder]:
    for inner in folder.folders.values():
        yield inner
        yield from _folders(inner)


def _sorted(children: list[Child], style: Style, title: Callable[[str], str]) -> list[Child]:
    """The children in the order of the style; the index of a folder is always the first."""

    def key(child: Child) -> Any:
        path = child if isinstance(child, str) else child.path
        name = title(path) if style.by_title and isinstance(child, str) else path
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
