"""A tree in which one file has other content: how a change would read before it is written."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.repositories.trees.tree import LastChange, Tree, read_each


class OverlayTree:
    """A `Tree` over another one."""

    def __init__(self, tree: Tree, path: str, content: bytes) -> None:
        self._tree = tree
        self._path = path
        self._content = content

    def paths(self) -> Mapping[str, int]:
        """Every file and its size in bytes."""
        return {**self._tree.paths(), self._path: len(self._content)}

    def named_only_paths(self) -> Mapping[str, int]:
        """As in the tree below."""
        return self._tree.named_only_paths()

    def read(self, path: str) -> bytes:
        """The bytes of one file; SourceError where it cannot be read."""
        return self._content if path == self._path else self._tree.read(path)

    def read_many(self, paths: list[str]) -> dict[str, bytes]:
        """Several files; those that cannot be read are left out."""
        return read_each(self.read, paths)

    def last_changes(self, paths: list[str]) -> Mapping[str, LastChange]:
        """As in the tree below."""
        return self._tree.last_changes(paths)

    def inside_links(self) -> Mapping[str, str]:
        """As in the tree below."""
        return self._tree.inside_links()

    def executables(self) -> frozenset[str]:
        """As in the tree below."""
        return self._tree.executables()

    def outside_links(self) -> tuple[str, ...]:
        """As in the tree below."""
        return self._tree.outside_links()

    def unsafe_paths(self) -> tuple[str, ...]:
        """As in the tree below."""
        return self._tree.unsafe_paths()
