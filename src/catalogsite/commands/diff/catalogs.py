"""The job of `diff`: brings two snapshots about, of files, folders or a commit, and compares them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from catalogsite.collect.fetch import Checkout
from catalogsite.commands.check.check import Folders, Known, read_folders
from catalogsite.commands.check.report import reported_problems
from catalogsite.commands.diff import Changes, compare
from catalogsite.config.settings import Config, config_for_paths
from catalogsite.errors import UserError
from catalogsite.execution.progress import Progress
from catalogsite.model.snapshot import Snapshot
from catalogsite.repositories.commit_tree import Clone, CommitTree, clone_of
from catalogsite.repositories.tree import Tree
from catalogsite.state.folders import State
from catalogsite.state.snapshot_file import read_snapshot

_SNAPSHOTS = ("snapshot.json", ".catalogsite/snapshot.json")


class CatalogDiff(NamedTuple):
    """The difference, and what else there is to say of how it came about."""

    changes: Changes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _AtCommit(Checkout):
    """A folder as it was at a commit."""

    clone: Clone | None = None

    def open(self) -> Tree:
        """The files of the commit."""
        if self.clone is None or self.repository.commit is None:
            raise UserError("the folder lies in no clone", where=str(self.request.path))
        return CommitTree(self.clone, self.repository.commit)


def compare_files(
    old: Path, new: Path, config: Config, now: datetime, progress: Progress
) -> CatalogDiff:
    """Two snapshots, each a file, the folder of one, or a folder of repositories."""
    before = _snapshot_at(old, config, now, progress)
    return CatalogDiff(compare(before, _snapshot_at(new, config, now, progress)))


def compare_with_commit(
    ref: str, config: Config, now: datetime, progress: Progress, known: Known
) -> CatalogDiff:
    """The folders of the configuration as they are, against their clones at `ref`."""
    earlier: list[Checkout] = []

    def at(checkout: Checkout) -> Checkout:
        earlier.append(_at(checkout, ref))
        return earlier[-1]

    with TemporaryDirectory(prefix="catalogsite-diff-") as folder:
        state = State(Path(folder))
        before = read_folders(config, state, now, progress, at, known=known)
        if not any(isinstance(one, _AtCommit) for one in earlier):
            raise UserError(
                f"no folder lies in a git repository that knows `{ref}`",
                fix="fetch it first (`git fetch origin`), or check the name",
            )
        after = read_folders(config, state, now, progress, known=known)
    others = [one.repository.name for one in earlier if not isinstance(one, _AtCommit)]
    notes = tuple(f"{name} has no `{ref}`: it is compared with itself" for name in others)
    return CatalogDiff(compare(_whole(before), _whole(after)), notes)


def _at(checkout: Checkout, ref: str) -> Checkout:
    """The checkout at a commit, with the same id; unchanged where its clone has no such one."""
    clone = clone_of(Path(checkout.request.path or ""))
    commit = clone.commit(ref) if clone else None
    if clone is None or commit is None:
        return checkout
    repository = checkout.repository.model_copy(update={"commit": commit})
    return _AtCommit(repository, checkout.request, f"{commit} {clone.prefix}", clone=clone)


def _snapshot_at(path: Path, config: Config, now: datetime, progress: Progress) -> Snapshot:
    if path.is_file():
        return read_snapshot(path)
    found = next((path / name for name in _SNAPSHOTS if (path / name).is_file()), None)
    if found is not None:
        return read_snapshot(found)
    if not path.is_dir():
        raise UserError(
            "there is no such snapshot or folder",
            where=str(path),
            fix="name a snapshot.json, or a folder of repositories",
        )
    with TemporaryDirectory(prefix="catalogsite-diff-") as folder:
        own = config_for_paths([path], config)
        return _whole(read_folders(own, State(Path(folder)), now, progress))


def _whole(found: Folders) -> Snapshot:
    """The snapshot, where every folder could be read: else what is missing would look removed."""
    for failure in found.failures:
        raise UserError(failure.reason, fix=failure.fix)
    told = tuple(reported_problems(found.snapshot, found.around))
    return found.snapshot.model_copy(update={"problems": told})
