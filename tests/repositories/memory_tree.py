"""A repository held in memory."""

from __future__ import annotations

from collections.abc import Mapping

from catalogsite.errors import SourceError
from catalogsite.repositories.trees.tree import LastChange
from catalogsite.repositories.trees.visible_paths import is_looked_at, is_named_only


class MemoryTree:
    """A `Tree` over a dictionary of texts or bytes."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = {
            path: data.encode() if isinstance(data, str) else data for path, data in files.items()
        }

    def paths(self) -> Mapping[str, int]:
        return {path: size for path, size in self._sizes().items() if is_looked_at(path)}

    def named_only_paths(self) -> Mapping[str, int]:
        return {path: size for path, size in self._sizes().items() if is_named_only(path)}

    def _sizes(self) -> dict[str, int]:
        return {path: len(data) for path, data in sorted(self._files.items())}

    def read(self, path: str) -> bytes:
        if path not in self._files:
            raise SourceError("there is no such file", where=path)
        return self._files[path]

    def read_many(self, paths: list[str]) -> dict[str, bytes]:
        return {path: self._files[path] for path in paths if path in self._files}

    def last_changes(self, paths: list[str]) -> Mapping[str, LastChange]:
        return {}

    def inside_links(self) -> Mapping[str, str]:
        return {}

    def executables(self) -> frozenset[str]:
        return frozenset()

    def outside_links(self) -> tuple[str, ...]:
        return ()

    def unsafe_paths(self) -> tuple[str, ...]:
        return ()
