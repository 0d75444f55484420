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
)
from catalogsite.docs.navigation.folder_entries import (
    Child,
    Title,
    folders_below,
    in_order,
    inner_path,
    is_ignored,
    matching,
    pages_below,
)
from catalogsite.docs.navigation.nav_file import NavFile, Style, inherited_style
from catalogsite.docs.navigation.nav_options import GLOB_ENTRY, read_nav_options
from catalogsite.docs.navigation.rest import rest_of
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem

_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*:|//")
_MAX_DEPTH = 20

Nav = list[Any]


@dataclass(slots=True)
class FolderNav:
    """The navigation of one docs folder: `pages` are paths in it, `files` the settings by folder."""

    files: Mapping[str, NavFile]
    top: Folder
    title: Callable[[str], Title]
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
        style = inherited_style(style, file.settings, folder.path) if file else style
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
            yield from self._globbed(item, folder, file, style, depth)
        elif isinstance(item, Mapping):
            for title, value in item.items():
                yield from self._titled(str(title), value, folder, file, style, depth)
        elif isinstance(item, str):
            yield from self._plain(item, folder, file, style, depth)
        else:
            self._report_shape(item, file)

    def _report_shape(self, title: Any, file: NavFile) -> None:
        at = SourceLocation(file.file, file.document.line("nav"))
        self.problems.append(problem("docs-nav", "not-a-path", at=at, title=repr(title)))

    def _globbed(
        self, item: Mapping[Any, Any], folder: Folder, file: NavFile, style: Style, depth: int
    ) -> Nav:
        """The entries of a pattern with options of its own."""
        path = ("nav", file.position(item))
        settings, findings = read_nav_options(item, GLOB_ENTRY, posixpath.basename(file.file), path)
        self.problems += [
            one.at(SourceLocation(file.file, file.document.line(*one.path))) for one in findings
        ]
        inner = inherited_style(style, settings, folder.path)
        pattern = settings.get("glob")
        found = self._matching(pattern, folder, inner) if pattern else []
        if pattern and not found and not settings.get("ignore_no_matches"):
            self._report_missing(str(pattern), item, file)
        return self._entries(found, inner, depth)

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
        else:
            self._report_shape(title, file)

    def _plain(
        self, item: str, folder: Folder, file: NavFile, style: Style, depth: int
    ) -> Iterator[Any]:
        rest = rest_of(item)
        if rest:
            every = self._rest(folder, style)
            inside = (child for child in every if rest.matches(inner_path(child, folder.path)))
            yield from self._entries(self._taken(inside), style, depth)
            return
        child = self._child(_joined(folder.path, item))
        if child is not None:
            yield from self._entries([child], style, depth)
            return
        found = self._matching(item, folder, style) if "*" in item or "?" in item else []
        if not found and item != "*":
            self._report_missing(item, item, file)
        yield from self._entries(found, style, depth)

    def _report_missing(self, target: str, item: Any, file: NavFile) -> None:
        at = SourceLocation(file.file, file.document.line("nav", file.position(item)))
        self.problems.append(problem("docs-nav", "missing", at=at, target=target))

    def _entries(self, children: Iterable[Child], style: Style, depth: int) -> Nav:
        found: Nav = []
        for child in children:
            if isinstance(child, str):
                found.append(child)
                continue
            items = self._folder(child, style, depth + 1)
            file = self.files.get(child.path)
            inner = inherited_style(style, file.settings, child.path) if file else style
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
        index = posixpath.join(folder.path, "index.md")
        stated = self.title(index).stated if style.index_title and index in folder.pages else None
        return stated or folder_title(folder.path)

    def _rest(self, folder: Folder, style: Style) -> list[Child]:
        """What of a folder no file lists, in order."""
        free = (one for one in folder.children if self._is_free(one))
        return in_order([one for one in free if not is_ignored(one, style)], style, self.title)

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
        everything = [*pages_below(folder), *folders_below(folder)]
        free = (one for one in everything if self._is_free(one) and not is_ignored(one, style))
        found = self._taken(matching(free, folder.path, pattern))
        return in_order(found, style, self.title)

    def _child(self, path: str) -> Child | None:
        folder = self.top
        *above, name = path.split("/")
        for part in above:
            if part not in folder.folders:
                return None
            folder = folder.folders[part]
        return path if path in folder.pages else folder.folders.get(name)


def folder_nav(
    files: Mapping[str, NavFile], pages: Iterable[str], title: Callable[[str], Title], style: Style
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
