"""The files of one commit of a clone on this machine, read from its objects; the clone stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from catalogsite.errors import SourceError
from catalogsite.paths.inner_path import InnerPath
from catalogsite.repositories.clone import Clone
from catalogsite.repositories.git import Objects, run_git_list
from catalogsite.repositories.last_changes import changes_of, last_changes
from catalogsite.repositories.trees.symlinks import leads_out, resolve_symlinks
from catalogsite.repositories.trees.tree import LastChange, read_each
from catalogsite.repositories.trees.visible_paths import (
    MAX_FILE_BYTES,
    is_named_only,
    is_visible,
    too_large,
    unsafe_paths,
)

_PROGRAM = "100755"
_REGULAR = frozenset({"100644", _PROGRAM})
_LINK = "120000"


class _Entry(NamedTuple):
    mode: str
    blob: str
    size: int


class CommitTree:
    """A `Tree` over a folder of a clone, as it was at one commit."""

    def __init__(self, clone: Clone, commit: str) -> None:
        self.clone = clone
        self.commit = commit

    def paths(self) -> Mapping[str, int]:
        """Every file and its size in bytes, sorted by path."""
        return {path: entry.size for path, entry in self._files.items()}

    def named_only_paths(self) -> Mapping[str, int]:
        """Files in hidden and vendored folders, which are read if they are named, with sizes."""
        return {path: entry.size for path, entry in self._named_only.items()}

    def read(self, path: str) -> bytes:
        """The bytes of one file; SourceError where it is missing or too big."""
        entry = self._files.get(path) or self._named_only.get(InnerPath(path))
        if entry is None:
            raise SourceError("there is no such file", where=path)
        if entry.size > MAX_FILE_BYTES:
            raise too_large(path)
        return self._objects.read(entry.blob, path)

    def read_many(self, paths: list[str]) -> dict[str, bytes]:
        """Several files; those that cannot be read are left out."""
        return read_each(self.read, paths)

    def last_changes(self, paths: list[str]) -> Mapping[str, LastChange]:
        """The last change of each path up to the commit."""
        prefix = self.clone.prefix
        found = changes_of([prefix + path for path in paths], self._changes) if paths else {}
        return {path.removeprefix(prefix): change for path, change in found.items()}

    def outside_links(self) -> tuple[str, ...]:
        """Paths of symbolic links that lead out of the folder."""
        return tuple(path for path, text in self._links.items() if leads_out(path, text))

    def executables(self) -> frozenset[str]:
        """Paths of the files that are programs by their mode."""
        return frozenset(path for path, entry in self._listed.items() if entry.mode == _PROGRAM)

    def inside_links(self) -> Mapping[str, str]:
        """Each path that is reached by a link within the folder, to the file itself."""
        return dict[str, str](self._linked.items())

    def unsafe_paths(self) -> tuple[str, ...]:
        """Paths that are not listed because of their names."""
        return unsafe_paths(self._listed)

    @cached_property
    def _changes(self) -> dict[str, LastChange]:
        return last_changes(self.clone.git_dir, self.commit)

    @cached_property
    def _links(self) -> dict[InnerPath, str]:
        return {
            path: self._objects.read(entry.blob, path).decode(errors="replace")
            for path, entry in self._entries.items()
            if entry.mode == _LINK
        }

    @cached_property
    def _linked(self) -> dict[InnerPath, InnerPath]:
        files = [path for path, entry in self._entries.items() if entry.mode in _REGULAR]
        return resolve_symlinks(files, self._links)

    @cached_property
    def _files(self) -> dict[str, _Entry]:
        regular = {path: one for path, one in self._entries.items() if one.mode in _REGULAR}
        linked = {path: regular[real] for path, real in self._linked.items()}
        return dict[str, _Entry](sorted((regular | linked).items()))

    @cached_property
    def _named_only(self) -> dict[InnerPath, _Entry]:
        return {
            path: entry
            for path, entry in sorted(self._listed.items())
            if entry.mode in _REGULAR and is_named_only(path)
        }

    @cached_property
    def _objects(self) -> Objects:
        return Objects(self.clone.git_dir)

    @cached_property
    def _listed(self) -> dict[str, _Entry]:
        arguments = ["ls-tree", "-r", "-l", "-z", self.commit]
        if self.clone.prefix:
            arguments += ["--", self.clone.prefix]
        entries: dict[str, _Entry] = {}
        listed = run_git_list(arguments, git_dir=self.clone.git_dir)
        for line in listed.split(b"\0"):
            head, _, raw = line.partition(b"\t")
            path = raw.decode("utf-8", errors="surrogateescape").removeprefix(self.clone.prefix)
            mode, _, rest = head.decode("ascii").partition(" ")
            if mode in _REGULAR or mode == _LINK:
                _, blob, size = rest.split()
                entries[path] = _Entry(mode, blob, int(size))
        return entries

    @cached_property
    def _entries(self) -> dict[InnerPath, _Entry]:
        listed = sorted(self._listed.items())
        return {path: entry for path, entry in listed if is_visible(path)}
