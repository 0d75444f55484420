"""The files of one commit, read from the objects of a bare mirror without a work tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import SourceError
from catalogsite.paths.inner_path import InnerPath, inner_path, link_inside, write_inside
from catalogsite.repositories.blob_batch import read_blobs
from catalogsite.repositories.git import Objects, run_git, run_git_list
from catalogsite.repositories.last_changes import changes_of, last_changes
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.trees.symlinks import (
    can_be_made,
    leads_out,
    resolve_symlinks,
    with_linked_paths,
)
from catalogsite.repositories.trees.tree import LastChange, read_each
from catalogsite.repositories.trees.visible_paths import (
    MAX_FILE_BYTES,
    is_named_only,
    is_visible,
    too_large,
    unsafe_paths,
)

ALL_BLOBS = 5000
"""Up to so many files, all are fetched; of a larger repository only what catalogsite reads."""

_READ_SUFFIXES = (
    *(".md", ".markdown", ".yaml", ".yml", ".json", ".toml", ".txt", ".xml", ".mod"),
    *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".proto", ".graphql", ".wsdl"),
)
_READ_NAMES = frozenset({"CODEOWNERS", "LICENSE", "README", "Dockerfile"})
_UNKNOWN_SIZE = 4096
_BATCH = 32
"""From so many files on, one process of git reads them in less time than this one."""
_REGULAR = ("100644", "100755")
_LINK = "120000"


class _Entry(NamedTuple):
    mode: str
    blob: str
    path: str


class _File(NamedTuple):
    mode: str
    blob: str
    path: InnerPath


class GitTree:
    """A `Tree` over one commit of a mirror."""

    def __init__(self, mirror: Mirror, commit: str) -> None:
        self.mirror = mirror
        self.commit = commit

    def paths(self) -> Mapping[str, int]:
        """Every file and its size, sorted; an estimate for files that were not fetched."""
        sizes = self._sizes
        return {path: sizes.get(blob, _UNKNOWN_SIZE) for path, blob in self._blobs.items()}

    def named_only_paths(self) -> Mapping[str, int]:
        """Files in hidden and vendored folders, which are read if they are named, with sizes."""
        sizes = self._sizes
        return {path: sizes.get(blob, _UNKNOWN_SIZE) for path, blob in self._named_only.items()}

    def executables(self) -> frozenset[str]:
        """Paths of the files that are programs by their mode."""
        return frozenset(one.path for one in self._listed if one.mode == _REGULAR[1])

    def inside_links(self) -> Mapping[str, str]:
        """Each path that is reached by a link within the repository, to the file itself."""
        return dict[str, str](self._linked.items())

    def prefetch(self, most: int = ALL_BLOBS) -> None:
        """Fetch the blobs that will be read, in one request.

        Of a repository with more than `most` files, only those of types that catalogsite reads.
        """
        every = self._regular
        wanted = every if len(every) <= most else filter(_is_read, every)
        links = (entry.blob for entry in self._entries if entry.mode == _LINK)
        self._fetch_missing((*(every[path] for path in wanted), *links))

    def prefetch_all(self) -> None:
        """Fetch every blob of the commit, those of hidden files and links too."""
        self._fetch_missing(one.blob for one in self._listed if one.mode in (*_REGULAR, _LINK))

    def read(self, path: str) -> bytes:
        """The bytes of one file; SourceError where it is missing or too big."""
        blob = self._blob_of(path)
        if blob is None:
            raise SourceError("there is no such file", where=path)
        self._fetch_missing([blob])
        return self._read_blob(blob, path)

    def read_many(self, paths: list[str]) -> dict[str, bytes]:
        """Several files, fetched in one round; those that cannot be read are left out."""
        found = {path: blob for path in paths if (blob := self._blob_of(path))}
        self._fetch_missing(found.values())
        known = self._read_batch(found.values())

        def read(path: str) -> bytes:
            blob = found[path]
            return known[blob] if blob in known else self._read_blob(blob, path)

        return read_each(read, found)

    def unpack(self, path: str, dest: Path) -> None:
        """Write a file, or every file and link below a folder, hidden ones too.

        `path` is empty or `.` for the whole repository. What a link leads to is written with it; one
        that leads out of the repository is left out. Raises UnsafePathError before anything is
        written where a name leads out of the folder.
        """
        links = self._link_texts
        wanted = with_linked_paths(path, links)
        found = [
            _File(one.mode, one.blob, inner_path(one.path))
            for one in self._listed
            if one.mode in _REGULAR and _is_among(one.path, wanted)
        ]
        self._fetch_missing(one.blob for one in found)
        for file in found:
            mode = 0o755 if file.mode == _REGULAR[1] else 0o644
            write_inside(dest, file.path, self._read_blob(file.blob, file.path), mode)
        # Links come last: no file is ever written through one.
        for link, text in links.items():
            if _is_among(link, wanted) and can_be_made(link, text):
                link_inside(dest, inner_path(link), text)

    def last_changes(self, paths: list[str]) -> Mapping[str, LastChange]:
        """The last change of each path within the depth of the mirror."""
        return changes_of(paths, self._changes) if paths else {}

    def outside_links(self) -> tuple[str, ...]:
        """Paths of symbolic links that lead out of the repository."""
        return tuple(path for path, text in self._links.items() if leads_out(path, text))

    def unsafe_paths(self) -> tuple[str, ...]:
        """Paths that are not listed because of their names."""
        return unsafe_paths(entry.path for entry in self._listed)

    @cached_property
    def _changes(self) -> dict[str, LastChange]:
        return last_changes(self.mirror.git_dir, self.commit)

    @cached_property
    def _links(self) -> dict[InnerPath, str]:
        links = [entry for entry in self._entries if entry.mode == _LINK]
        self._fetch_missing(entry.blob for entry in links)
        return {
            entry.path: self._read_blob(entry.blob, entry.path).decode(errors="replace")
            for entry in links
        }

    @cached_property
    def _link_texts(self) -> dict[str, str]:
        """The text of every link, of those in hidden folders too."""
        links = [one for one in self._listed if one.mode == _LINK]
        self._fetch_missing(one.blob for one in links)
        return {
            one.path: self._read_blob(one.blob, one.path).decode(errors="replace") for one in links
        }

    @cached_property
    def _linked(self) -> dict[InnerPath, InnerPath]:
        return resolve_symlinks(list(self._regular), self._links) if self._links else {}

    @cached_property
    def _listed(self) -> list[_Entry]:
        arguments = ["ls-tree", "-r", "-z", self.commit]
        return list(_parsed(run_git_list(arguments, git_dir=self.mirror.git_dir)))

    @cached_property
    def _entries(self) -> list[_File]:
        entries = (_File(mode, blob, path) for mode, blob, path in self._listed if is_visible(path))
        return sorted(entries, key=lambda entry: entry.path)

    @cached_property
    def _regular(self) -> dict[InnerPath, str]:
        return {entry.path: entry.blob for entry in self._entries if entry.mode in _REGULAR}

    @cached_property
    def _blobs(self) -> dict[str, str]:
        linked = {path: self._regular[real] for path, real in self._linked.items()}
        return dict[str, str](sorted((self._regular | linked).items()))

    @cached_property
    def _named_only(self) -> dict[str, str]:
        listed = (one for one in self._listed if one.mode in _REGULAR)
        return {one.path: one.blob for one in listed if is_named_only(one.path)}

    def _blob_of(self, path: str) -> str | None:
        return self._blobs.get(path) or self._named_only.get(path)

    @cached_property
    def _sizes(self) -> dict[str, int]:
        # Asking for one object by name would fetch it; listing all that are here does not.
        arguments = ["cat-file", "--batch-all-objects", "--unordered"]
        arguments.append("--batch-check=%(objecttype) %(objectname) %(objectsize)")
        output = run_git(arguments, git_dir=self.mirror.git_dir)
        words = (line.split(" ") for line in output.decode("ascii").splitlines())
        return {name: int(size) for kind, name, size in words if kind == "blob"}

    def _fetch_missing(self, blobs: Iterable[str]) -> None:
        missing = sorted({blob for blob in blobs if blob not in self._sizes})
        if missing:
            self.mirror.fetch_objects(missing)
            del self._sizes

    def _read_batch(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """The bytes of many blobs by one process of git; none of few, which that would cost more."""
        sizes = {one: self._sizes.get(one, MAX_FILE_BYTES + 1) for one in blobs}
        small = {one: size for one, size in sizes.items() if size <= MAX_FILE_BYTES}
        if len(small) < _BATCH:
            return {}
        return read_blobs(self.mirror.git_dir, small)

    def _read_blob(self, blob: str, path: str) -> bytes:
        size = self._sizes.get(blob)
        if size is None:
            raise SourceError("the file was not fetched", where=path)
        if size > MAX_FILE_BYTES:
            raise too_large(path)
        return self._objects.read(blob, path)

    @cached_property
    def _objects(self) -> Objects:
        return Objects(self.mirror.git_dir)


def _parsed(output: bytes) -> Iterator[_Entry]:
    for line in output.split(b"\0"):
        head, _, raw = line.partition(b"\t")
        if head:
            mode, _, blob = head.decode("ascii").split(" ")
            yield _Entry(mode, blob, raw.decode("utf-8", errors="surrogateescape"))


def _is_among(path: str, wanted: AbstractSet[str]) -> bool:
    """Whether a path is one of those, or lies below one."""
    if "." in wanted or path in wanted:
        return True
    ends = (index for index, letter in enumerate(path) if letter == "/")
    return any(path[:end] in wanted for end in ends)


def _is_read(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in _READ_NAMES or name.lower().endswith(_READ_SUFFIXES)
