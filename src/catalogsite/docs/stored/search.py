"""The files of one repository while its documentation is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from catalogsite.docs.mount import MARKDOWN
from catalogsite.docs.start_page import is_entry_page
from catalogsite.docs.stored.link_targets import RepositoryFiles
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.problems.create import SourceLocation
from catalogsite.repositories.lfs import is_lfs_pointer
from catalogsite.repositories.trees.tree import Tree, files_in
from catalogsite.state.store import Store

MAX_FILE = 10_000_000
_AT_ONCE = 64_000_000
"""The bytes of files that are read together: one request to git for many small ones."""
_UNKNOWN = 640_000


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a documentation in the repository; `config` is None for a folder or a README."""

    config: str | None
    docs_dir: str
    readme: str | None = None


class StoredTree(NamedTuple):
    """A documentation tree in the store, which several entities of a repository may share.

    The fields are those of `Documentation`; `site_name` is None where no configuration names one.
    """

    tree: str
    root: str
    config: str | None
    docs_dir: str
    site_name: str | None


@dataclass
class Search:
    """What is known of one repository while its documentation is looked for.

    `contents` are the files read so far, `blobs` those that were put into the store instead: a
    documentation may have gigabytes of images. `pointers` are the ones that Git LFS keeps
    elsewhere; they have no content.
    """

    tree: Tree
    repository: Repository
    store: Store
    files: RepositoryFiles = field(init=False)
    paths: set[str] = field(init=False)
    large_pages: dict[str, int] = field(init=False)
    problems: list[Problem] = field(default_factory=list)
    kept: dict[Place, StoredTree | None] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    blobs: dict[str, str] = field(default_factory=dict)
    pointers: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.files = RepositoryFiles(self.tree, self.repository.web_url)
        sizes = self.tree.paths()
        large = {path: size for path, size in sizes.items() if size > MAX_FILE}
        self.paths = sizes.keys() - large.keys()
        self.large_pages = {path: size for path, size in large.items() if path.endswith(MARKDOWN)}

    @cached_property
    def entry_pages(self) -> frozenset[str]:
        """The files that can be the first page of a folder."""
        return frozenset(path for path in self.paths if is_entry_page(path))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.paths)

    def files_in(self, folder: str) -> Iterator[str]:
        """The files below a folder, in order, of which a repository may have a thousand."""
        return files_in(folder, self._sorted)

    def admit(self, is_wanted: Callable[[str], bool]) -> bool:
        """Read files of hidden and vendored folders, too, where they are wanted; whether there are any."""
        sizes = self.tree.named_only_paths()
        small = {path for path, size in sizes.items() if size <= MAX_FILE and is_wanted(path)}
        if small <= self.paths:
            return False
        self.paths |= small
        for name in ("entry_pages", "_sorted"):
            self.__dict__.pop(name, None)
        return True

    def read(self, path: str) -> str | None:
        """The text of a file; None where there is none."""
        if path in self.blobs:
            return _text(self.store.get(self.blobs[path]))
        if path in self.paths and path not in self.contents:
            self._take(path, self.tree.read_many([path]).get(path))
        content = self.contents.get(path)
        return None if content is None else _text(content)

    def location(self, file: str | None, line: int | None = None) -> SourceLocation:
        """A place in a file of the repository."""
        return SourceLocation(file, line, repository=self.repository.id)

    def load(self, paths: Iterable[str]) -> None:
        """Read files, each once; all but pages are put into the store."""
        known = self.contents.keys() | self.blobs.keys() | self.pointers
        missing = sorted({path for path in paths if path in self.paths} - known)
        for part in _parts(missing, self.tree.paths()):
            for path, content in self.tree.read_many(part).items():
                self._take(path, content)
                if not path.lower().endswith(MARKDOWN) and path in self.contents:
                    self.blobs[path] = self.store.put(self.contents.pop(path))

    def _take(self, path: str, content: bytes | None) -> None:
        if content is not None and is_lfs_pointer(content):
            self.pointers.add(path)
        elif content is not None:
            self.contents[path] = content


def _parts(paths: Iterable[str], sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """The paths in parts, each of files that are read at once."""
    part: list[str] = []
    left = _AT_ONCE
    for path in paths:
        # Of a large repository only pages are fetched before; the size of others is not known.
        size = sizes.get(path, 0)
        size = size if path.endswith(MARKDOWN) else max(size, _UNKNOWN)
        if part and size > left:
            yield part
            part, left = [], _AT_ONCE
        part.append(path)
        left -= size
    if part:
        yield part


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")
