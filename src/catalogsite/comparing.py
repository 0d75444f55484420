"""The job of `diff`: brings two snapshots about, of files, folders or a commit, and compares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from catalogsite import __version__
from catalogsite.assemble import assemble
from catalogsite.changes import Changes, compare
from catalogsite.checking import local_part
from catalogsite.client import Clients
from catalogsite.committree import Clone, CommitTree, clone_of
from catalogsite.config import Config, config_for_paths
from catalogsite.content import documentation_problems, prepare_documentation
from catalogsite.crawl import read_all
from catalogsite.errors import UserError
from catalogsite.fetch import Checkout, fetch_all
from catalogsite.model import Snapshot
from catalogsite.progress import Progress
from catalogsite.results import split
from catalogsite.snapshot import read_snapshot
from catalogsite.sources import list_repositories
from catalogsite.state import State
from catalogsite.trees import Tree

_SNAPSHOTS = ("snapshot.json", ".catalogsite/snapshot.json")


class Compared(NamedTuple):
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
) -> Compared:
    """Two snapshots, each a file, the folder of one, or a folder of repositories."""
    before = _snapshot_at(old, config, now, progress)
    return Compared(compare(before, _snapshot_at(new, config, now, progress)))


def compare_with_commit(ref: str, config: Config, now: datetime, progress: Progress) -> Compared:
    """The folders of the configuration as they are, against their clones at `ref`."""
    with TemporaryDirectory(prefix="catalogsite-diff-") as folder:
        state = State(Path(folder))
        checkouts = _checkouts(config, state, now, progress)
        earlier = [_at(checkout, ref) for checkout in checkouts]
        known = [one for one in earlier if isinstance(one, _AtCommit)]
        if not known:
            raise UserError(
                f"no folder lies in a git repository that knows `{ref}`",
                fix="fetch it first (`git fetch origin`), or check the name",
            )
        others = [one.repository.name for one in earlier if not isinstance(one, _AtCommit)]
        before = _read(earlier, config, state, now, progress)
        after = _read(checkouts, config, state, now, progress)
    notes = tuple(f"{name} has no `{ref}`: it is compared with itself" for name in others)
    return Compared(compare(before, after), notes)


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
        state = State(Path(folder))
        own = config_for_paths([path], config)
        checkouts = _checkouts(own, state, now, progress)
        return _read(checkouts, own, state, now, progress)


def _checkouts(config: Config, state: State, now: datetime, progress: Progress) -> list[Checkout]:
    local = local_part(config)
    requests, runs = list_repositories(
        local.sources,
        state.folder,
        base_dir=local.base_dir,
        now=now,
        env={},
        clients=Clients(),
    )
    fetched = fetch_all(requests, state.folder, {}, local.jobs, progress, now)
    checkouts, failed = split(fetched)
    for failure in (*(one for run in runs for one in run.failures), *failed):
        raise UserError(failure.reason, fix=failure.fix)
    return checkouts


def _read(
    checkouts: Sequence[Checkout],
    config: Config,
    state: State,
    now: datetime,
    progress: Progress,
) -> Snapshot:
    readings = read_all(checkouts, state, progress, config.jobs, config.policy)
    catalog = assemble(
        readings, policy=config.policy, infer=config.catalog.infer, put=state.store.put
    )
    draft = Snapshot(
        version=__version__,
        created=now,
        repositories=catalog.repositories,
        entities=catalog.entities,
        origins=catalog.origins,
        documentation=catalog.documentation,
        problems=catalog.problems,
    )
    return documentation_problems(draft, prepare_documentation(draft, state, progress), state.store)
