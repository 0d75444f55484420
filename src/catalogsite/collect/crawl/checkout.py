"""A repository that can be read, and the content of addresses that it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.repositories.clone import Clone
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.remote import Remote
from catalogsite.repositories.trees.commit_tree import CommitTree
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.memory_tree import MemoryTree
from catalogsite.repositories.trees.mirror_tree import GitTree
from catalogsite.repositories.trees.recorded_tree import RecordedTree
from catalogsite.repositories.trees.tree import Tree


class Content(NamedTuple):
    """The content of an address: a blob of the store, or the reason why it could not be read."""

    blob: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository that can be read. It holds no open file and no secret, so it can be pickled.

    `key` changes if, and only if, there is something new to read. `clone` is set where a folder is
    read as it was at the repository's commit. `contents` are addresses that its placeholders name,
    with the blob in the store of each, or why it could not be read. `recorded` are its files, where
    it is read on another machine.
    """

    repository: Repository
    request: RepositoryRequest
    key: str
    remote: Remote | None = None
    mirrors: Path | None = None
    clone: Clone | None = None
    contents: tuple[tuple[str, Content], ...] = ()
    recorded: RecordedTree | None = None

    def open(self) -> Tree:
        """The files of the folder, or of the commit that was fetched or asked for."""
        if self.recorded is not None:
            return self.recorded
        if self.request.files:
            return MemoryTree(dict(self.request.files))
        if self.clone is not None and self.repository.commit is not None:
            return CommitTree(self.clone, self.repository.commit)
        if self.remote is None or self.mirrors is None or self.repository.commit is None:
            return FolderTree(Path(self.request.path or ""))
        return GitTree(Mirror(self.remote, self.mirrors), self.repository.commit)
