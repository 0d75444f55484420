"""The protocol for the files of a repository, in a folder, in a mirror or at a commit.

Paths are relative, with `/`; nothing outside is readable.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from catalogsite.errors import SourceError

_Path = TypeVar("_Path", bound=str)


class LastChange(NamedTuple):
    """When a file last changed, and who changed it."""

    time: datetime
    author: str


class Tree(Protocol):
    """The files of one repository at one commit, read-only."""

    def paths(self) -> Mapping[str, int]:
        """Every file and its size in bytes, sorted by path; no hidden, no vendored folder.

        A file that is reached by a symbolic link within the repository is listed there too.
        """

    def named_only_paths(self) -> Mapping[str, int]:
        """Files in hidden and vendored folders, which are read if they are named, with sizes."""

    def read(self, path: str) -> bytes:
        """The bytes of one file. Raises SourceError where it is missing or over the size limit."""

    def read_many(self, paths: list[str]) -> dict[str, bytes]:
        """Several files in one round; those that cannot be read are left out."""

    def last_changes(self, paths: list[str]) -> Mapping[str, LastChange]:
        """The last change of each path; paths whose change is not known are left out."""

    def inside_links(self) -> Mapping[str, str]:
        """Each path that is reached by a link within the repository, to the file itself."""

    def executables(self) -> frozenset[str]:
        """Paths of the files that are programs by their mode; hidden and vendored ones too."""

    def outside_links(self) -> tuple[str, ...]:
        """Paths of symbolic links that lead out of the repository."""

    def unsafe_paths(self) -> tuple[str, ...]:
        """Paths that are not listed because of their names (see `visible_paths.unsafe_paths`)."""


def files_in(folder: str, paths: Sequence[_Path]) -> Iterator[_Path]:
    """The paths below a folder (`""` is the top), of sorted ones."""
    prefix = f"{folder}/" if folder else ""
    for at in range(bisect_left(paths, prefix), len(paths)):
        if not paths[at].startswith(prefix):
            return
        yield paths[at]


def read_each(read: Callable[[str], bytes], paths: Iterable[str]) -> dict[str, bytes]:
    """Several files, one after the other; those that cannot be read are left out."""
    found = {}
    for path in paths:
        try:
            found[path] = read(path)
        except SourceError:
            continue
    return found
