"""The navigation of a documentation that follows its files, as MkDocs orders and names them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_INDEX = ("index", "readme")


@dataclass(slots=True)
class Folder:
    """A folder of pages; `path` is `""` at the top. Pages and folders are by name."""

    path: str = ""
    pages: list[str] = field(default_factory=list)
    folders: dict[str, Folder] = field(default_factory=dict)

    @property
    def children(self) -> list[str | Folder]:
        """The index, the other pages by name, then the folders by name."""
        pages = sorted(self.pages, key=lambda path: (not is_index(path), path))
        return [*pages, *(self.folders[name] for name in sorted(self.folders))]


def folder_of_pages(pages: Iterable[str]) -> Folder:
    """The folder that holds all pages, of their paths."""
    top = Folder()
    for path in pages:
        folder = top
        for name in path.split("/")[:-1]:
            inner = posixpath.join(folder.path, name)
            folder = folder.folders.setdefault(name, Folder(inner))
        folder.pages.append(path)
    return top


def automatic_nav(folder: Folder) -> list[Any]:
    """The entries for everything in a folder, as `nav` of a mkdocs.yml lists them."""
    return [
        child if isinstance(child, str) else {folder_title(child.path): automatic_nav(child)}
        for child in folder.children
    ]


def folder_title(path: str) -> str:
    """The title of a folder's section, as MkDocs makes it of the name."""
    title = posixpath.basename(path).replace("-", " ").replace("_", " ")
    return title.capitalize() if title.lower() == title else title


def is_index(path: str) -> bool:
    """Whether a page is the first of its folder."""
    return posixpath.splitext(posixpath.basename(path))[0].lower() in _INDEX
