"""Where the snippets of a documentation are read from, as its configuration says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from catalogsite.docs.configuration.foreign_yaml import RelativeFolder
from catalogsite.docs.file_paths import join
from catalogsite.docs.includes import Layout

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_RANGE = re.compile(r"(:[^/:]*)+$")


class SnippetLayout(NamedTuple):
    """Folders of the tree in the order of the search, and the files that end every page.

    With `of_page` the folder of the page that has the snippet comes first. `appended`, `addresses`
    and the folders `outside` the repository are as written.
    """

    folders: tuple[str, ...]
    of_page: bool
    appended: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    def candidates(self, name: str, page: str = "") -> Iterator[str]:
        """The paths that a snippet may be at, the first choice first."""
        folders = (posixpath.dirname(page), *self.folders) if self.of_page else self.folders
        path = _RANGE.sub("", name.removeprefix(";").strip())
        yield from (found for folder in folders if (found := join(folder, path)))

    def found(self, name: str, paths: Collection[str]) -> bool:
        """Whether one of the files is there."""
        return any(path in paths for path in self.candidates(name))


def snippet_layout(layout: Layout) -> SnippetLayout:
    """The folders that `base_path` names, then those of the configurations and of the pages."""
    own = posixpath.dirname(layout.configs[0]) if layout.configs else ""
    options = layout.config.extensions.get("pymdownx.snippets", {})
    docs_dirs = [mount.docs_dir for mount in layout.mounts]
    bases = options.get("base_path") or []
    named = [folder for base in bases if (folder := _folder(base, own, docs_dirs)) is not None]
    appended = [name for name in _names(options.get("auto_append")) if name]
    return SnippetLayout(
        folders=tuple(dict.fromkeys([*named, own, *docs_dirs, ""])),
        of_page=any(isinstance(base, RelativeFolder) and not base.base for base in bases),
        appended=tuple(name for name in appended if not _ADDRESS.match(name)),
        addresses=tuple(name for name in appended if _ADDRESS.match(name)),
        outside=tuple(b for b in bases if isinstance(b, str) and join(own, b) is None),
    )


def _folder(base: str | RelativeFolder, own: str, docs_dirs: list[str]) -> str | None:
    if isinstance(base, str):
        return join(own, base)
    if base.base == "$config_dir":
        return join(own, base.path)
    return join(docs_dirs[0], base.path) if base.base and docs_dirs else None


def _names(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]
