"""The files of a repository as values, which a machine without the repository can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalogsite.errors import SourceError
from catalogsite.repositories.trees.tree import LastChange, Tree, read_each
from catalogsite.repositories.trees.visible_paths import PAGE_SUFFIXES

MAX_FILES = 5_000
MAX_BYTES = 64 * 1024 * 1024
"""A repository with more visible files, or more bytes in them, is not recorded."""


@dataclass(slots=True)
class RecordedTree:
    """A `Tree` over recorded answers; `contents` lack hidden files and what could not be read.

    `is_missed` is set once a file is read that was not recorded: what was read then is not what the
    repository would have given.
    """

    sizes: dict[str, int]
    named_only: dict[str, int]
    contents: dict[str, bytes]
    unreadable: dict[str, str]
    changes: dict[str, LastChange]
    programs: frozenset[str]
    inside: dict[str, str]
    outside: tuple[str, ...]
    unsafe: tuple[str, ...]
    is_missed: bool = field(default=False)

    def paths(self) -> Mapping[str, int]:
        """Every file and its size in bytes, sorted by path."""
        return self.sizes

    def named_only_paths(self) -> Mapping[str, int]:
        """Files in hidden and vendored folders, which were not recorded."""
        return self.named_only

    def read(self, path: str) -> bytes:
        """The bytes of one file; SourceError where it is missing, too big or not recorded."""
        content = self.contents.get(self.inside.get(path, path))
        if content is not None:
            return content
        if path in self.unreadable:
            raise SourceError(self.unreadable[path], where=path)
        if path in self.sizes or path in self.named_only:
            self.is_missed = True
        raise SourceError("there is no such file", where=path)

    def read_many(self, paths: list[str]) -> dict[str, bytes]:
        """Several files; those that cannot be read are left out."""
        return read_each(self.read, paths)

    def last_changes(self, paths: list[str]) -> Mapping[str, LastChange]:
        """The last change of each path."""
        if any(path in self.named_only for path in paths):
            self.is_missed = True
        return {path: self.changes[path] for path in paths if path in self.changes}

    def inside_links(self) -> Mapping[str, str]:
        """Each path that is reached by a link within the repository, to the file itself."""
        return self.inside

    def executables(self) -> frozenset[str]:
        """Paths of the files that are programs by their mode."""
        return self.programs

    def outside_links(self) -> tuple[str, ...]:
        """Paths of symbolic links that lead out of the repository."""
        return self.outside

    def unsafe_paths(self) -> tuple[str, ...]:
        """Paths that are not listed because of their names."""
        return self.unsafe


def record(tree: Tree) -> RecordedTree | None:
    """The recorded answers of a tree; None where it is too large. Raises SourceError."""
    sizes, inside = dict(tree.paths()), dict(tree.inside_links())
    if len(sizes) > MAX_FILES or sum(sizes.values()) > MAX_BYTES:
        return None
    contents: dict[str, bytes] = {}
    unreadable: dict[str, str] = {}
    found = tree.read_many([path for path in sizes if path not in inside])
    for path in sizes:
        real = inside.get(path, path)
        if real in found:
            contents[real] = found[real]
        else:
            unreadable[path] = _reason(tree, path)
    pages = any(path.lower().endswith(PAGE_SUFFIXES) for path in sizes)
    return RecordedTree(
        sizes=sizes,
        named_only=dict(tree.named_only_paths()),
        contents=contents,
        unreadable=unreadable,
        # Only documentation shows them, and the history of a repository may be long.
        changes=dict(tree.last_changes(list(sizes))) if pages else {},
        programs=tree.executables(),
        inside=inside,
        outside=tree.outside_links(),
        unsafe=tree.unsafe_paths(),
    )


def _reason(tree: Tree, path: str) -> str:
    """Why a file cannot be read."""
    try:
        tree.read(path)
    except SourceError as error:
        return error.what
    # It came in between: this reading is like one that began earlier.
    return "the file was not fetched"
