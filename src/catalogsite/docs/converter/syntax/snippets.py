"""Lays out the text files of a documentation in a folder where the extension finds snippets."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.file_kinds import is_shown
from catalogsite.docs.snippet_layout import snippet_layout
from catalogsite.paths.inner_path import inner_path, write_inside


@dataclass(frozen=True, slots=True)
class SnippetFolders:
    """The folders that snippets are read from, in order, and the files that end every page.

    `root` is the folder of the tree; with `of_page` the folder of each page comes first.
    """

    root: Path
    folders: list[str]
    of_page: bool = False
    appended: tuple[str, ...] = ()

    def for_page(self, file: str) -> list[str]:
        """The folders for the page `file` of the tree."""
        if not self.of_page:
            return self.folders
        return [str(self.root / posixpath.dirname(file)), *self.folders]


def snippet_folders(conversion: Conversion, folder: Path) -> SnippetFolders | None:
    """Write the tree's text files where snippets can read them, and return the folders to search.

    None where no page has a snippet. Raises UnsafePathError where a name leads out of the folder.
    """
    layout = snippet_layout(conversion.layout)
    paths = conversion.manifest.files.keys()
    appended = tuple(name for name in layout.appended if layout.found(name, paths))
    if not appended and not any(b"8<-" in text for text in conversion.contents.values()):
        return None
    for path, entry in conversion.manifest.files.items():
        if not is_shown(path):
            write_inside(folder, inner_path(path), conversion.store.get(entry.blob))
    root = folder.resolve()
    found = [(folder / name).resolve() for name in layout.folders]
    inside = [path for path in found if path.is_dir() and path.is_relative_to(root)]
    return SnippetFolders(root, list(dict.fromkeys(map(str, inside))), layout.of_page, appended)
