"""The files of a repository that a source wrote itself, held in memory."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.errors import SourceError
from catalogsite.repositories.trees.tree import LastChange, read_each


class MemoryTree:
    """A `Tree` over texts by path."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = {path: text.encode() for path, text in sorted(files.items())}

    def paths(self) -> Mapping[str, int]:
        """Every file and its size in bytes."""
        return {path: len(content) for path, content in self._files.items()}

    def named_only_paths(self) -> Mapping[str, int]:
        """No file is read only if it is named."""
        return {}

    def executables(self) -> frozenset[str]:
        """No file is a program."""
        return frozenset()

    def read(self, path: str) -> bytes:
        """The bytes of one file; SourceError where there is none."""
        if path not in self._files:
            raise SourceError("there is no such file", where=path)
        return self._files[path]

    def read_many(self, paths: list[str]) -> dict[str, bytes]:
        """Several files; those that do not exist are left out."""
        return read_each(self.read, paths)

    def last_changes(self, paths: list[str]) -> Mapping[str, LastChange]:
        """No change is known."""
        del paths
        return {}

    def inside_links(self) -> Mapping[str, str]:
        """There are no links."""
        return {}

    def outside_links(self) -> tuple[str, ...]:
        """There are no links."""
        return ()

    def unsafe_paths(self) -> tuple[str, ...]:
        """There are none."""
        return ()
