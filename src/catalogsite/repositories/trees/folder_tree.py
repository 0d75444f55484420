"""The files of a folder on this machine."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import GitError, SourceError
from catalogsite.paths.inner_path import InnerPath, is_inner_path
from catalogsite.repositories.clone import CloneInfo, describe_clone, git_dir_of, list_worktree
from catalogsite.repositories.last_changes import changes_of, last_changes
from catalogsite.repositories.trees.symlinks import resolve_symlinks
from catalogsite.repositories.trees.tree import LastChange, read_each
from catalogsite.repositories.trees.visible_paths import (
    MAX_FILE_BYTES,
    is_looked_at,
    is_named_only,
    is_visible_file,
    too_large,
    unsafe_paths,
)


class _Listing(NamedTuple):
    """Sizes of all files, what changes when they do, links out, files by links, texts of links.

    `unsafe` are the paths that are left out because of their names, `named_only` the sizes of files
    in hidden and vendored folders.
    """

    sizes: dict[str, int]
    stamps: dict[InnerPath, tuple[int, int]]
    outside: tuple[str, ...]
    inside: dict[str, str]
    links: dict[InnerPath, str]
    unsafe: tuple[str, ...]
    named_only: dict[str, int]


class FolderTree:
    """A `Tree` over a folder; in a git clone, over what git tracks or would track."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        if not self.root.is_dir():
            raise SourceError("there is no such folder", where=str(root))
        self.git_dir = git_dir_of(self.root)

    def paths(self) -> Mapping[str, int]:
        """Every file and its size in bytes, sorted by path; also where links lead to it."""
        return self._listing.sizes

    def named_only_paths(self) -> Mapping[str, int]:
        """Files in hidden and vendored folders, which are read if they are named, with sizes."""
        return self._listing.named_only

    def executables(self) -> frozenset[str]:
        """Paths of the files that their owner may run."""
        return frozenset(filter(self._is_program, (*self.paths(), *self.named_only_paths())))

    def _is_program(self, path: str) -> bool:
        try:
            return bool(os.lstat(self.root / path).st_mode & stat.S_IXUSR)
        except OSError:
            return False

    def outside_links(self) -> tuple[str, ...]:
        """Paths of symbolic links that lead out of the folder."""
        return self._listing.outside

    def inside_links(self) -> Mapping[str, str]:
        """Each path that is reached by a link within the folder, to the file itself."""
        return self._listing.inside

    def unsafe_paths(self) -> tuple[str, ...]:
        """Paths that are not listed because of their names."""
        return self._listing.unsafe

    @property
    def key(self) -> str:
        """Changes when a path, a size, a time of modification or a link does, or the commit."""
        listing = self._listing
        stamps = sorted(listing.stamps.items())
        seen = (self.info.commit, stamps, listing.links, *listing.unsafe)
        return hashlib.sha256(repr(seen).encode()).hexdigest()

    @cached_property
    def info(self) -> CloneInfo:
        """Remote, branch and commit, where the folder is a clone."""
        if self.git_dir is None:
            return CloneInfo(None, None, None, None)
        return describe_clone(self.root, self.git_dir)

    def read(self, path: str) -> bytes:
        """The bytes of one listed file; SourceError where it is missing or too big."""
        size = self.paths().get(path, self.named_only_paths().get(path))
        if size is None:
            raise SourceError("there is no such file", where=path)
        if size > MAX_FILE_BYTES:
            raise too_large(path)
        try:
            return self._read_regular(self.inside_links().get(path, path))
        except OSError as error:
            raise SourceError(error.strerror or "cannot be read", where=path) from error

    def _read_regular(self, path: str) -> bytes:
        # A link put there since the listing is refused, and a pipe would block.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        with open(os.open(self.root / path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:  # noqa: PTH123
            return file.read(MAX_FILE_BYTES)

    def read_many(self, paths: list[str]) -> dict[str, bytes]:
        """Several files; those that cannot be read are left out."""
        return read_each(self.read, paths)

    def last_changes(self, paths: list[str]) -> Mapping[str, LastChange]:
        """The last committed change of each path; empty outside a clone."""
        return changes_of(paths, self._changes) if paths else {}

    @cached_property
    def _changes(self) -> dict[str, LastChange]:
        if self.git_dir is None or self.info.commit is None:
            return {}
        return last_changes(self.git_dir, self.info.commit)

    @cached_property
    def _listing(self) -> _Listing:
        sizes: dict[InnerPath, int] = {}
        stamps: dict[InnerPath, tuple[int, int]] = {}
        links: dict[InnerPath, str] = {}
        outside: list[InnerPath] = []
        named_only: dict[str, int] = {}
        every = sorted(self._candidates())
        candidates = list(filter(is_looked_at, every))
        for path in filter(is_named_only, every):
            found = _regular_file(f"{self.root}/{path}")
            if found is not None:
                named_only[path] = found.st_size
                stamps[path] = (found.st_size, found.st_mtime_ns)
        for path in filter(is_inner_path, candidates):
            try:
                found = os.lstat(f"{self.root}/{path}")
            except OSError:
                continue
            if stat.S_ISLNK(found.st_mode):
                text = (self.root / path).readlink().as_posix()
                if self._inside(path) and not text.startswith("/"):
                    links[path] = text
                else:
                    outside.append(path)
            elif stat.S_ISREG(found.st_mode):
                sizes[path] = found.st_size
                stamps[path] = (found.st_size, found.st_mtime_ns)
        inside = resolve_symlinks(list(sizes), links)
        sizes.update({path: sizes[real] for path, real in inside.items()})
        return _Listing(
            sizes=dict[str, int](sorted(sizes.items())),
            stamps=stamps,
            outside=tuple(outside),
            inside=dict[str, str](inside.items()),
            links=links,
            unsafe=unsafe_paths(candidates),
            named_only=named_only,
        )

    def _candidates(self) -> Iterable[str]:
        if self.git_dir is None:
            return _walk(self.root, "")
        try:
            listed = list_worktree(self.root, self.git_dir)
        except GitError:
            return _walk(self.root, "")
        return self._without_linked_folders(listed)

    def _without_linked_folders(self, paths: Iterable[str]) -> Iterator[str]:
        # Git lists committed paths even where their folder became a link since.
        plain: dict[str, bool] = {"": True}
        for path in paths:
            if not is_inner_path(path):
                yield path
                continue
            folder = path.rpartition("/")[0]
            if folder not in plain:
                plain[folder] = _real(self.root / folder) == self.root / folder
            if plain[folder]:
                yield path

    def _inside(self, path: str) -> bool:
        return _real(self.root / path).is_relative_to(self.root)


def _real(path: Path) -> Path:
    # Of links in a circle, `Path.resolve` makes an error.
    return Path(os.path.realpath(path))


def _regular_file(path: str) -> os.stat_result | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _walk(root: Path, prefix: str) -> Iterator[str]:
    try:
        entries = list(os.scandir(root / prefix))
    except OSError:
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if is_visible_file(entry.name):
                yield from _walk(root, f"{path}/")
        else:
            yield path
