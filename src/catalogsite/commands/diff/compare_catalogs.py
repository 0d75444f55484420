"""The two sides of `diff`: snapshot files, folders of repositories, or folders and their past."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from catalogsite.changes.change import Changes
from catalogsite.changes.compare import compare
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.collect.run import Run, local_run
from catalogsite.commands.check.report import reported_problems
from catalogsite.commands.local_catalog import read_local_catalog
from catalogsite.config.settings import config_for_paths
from catalogsite.errors import UserError
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.snapshot_archive import read_any_snapshot
from catalogsite.state.snapshot_file import read_snapshot

_SNAPSHOTS = ("snapshot.json", ".catalogsite/snapshot.json")


class CatalogDiff(NamedTuple):
    """What changed, and notes on the comparison itself."""

    changes: Changes
    notes: tuple[str, ...] = ()


def snapshot_of(path: Path, run: Run) -> Snapshot:
    """The snapshot of a file, of a folder that holds one, or of a folder of repositories.

    Raises UserError if the path is none of these, and SnapshotError for any other file.
    """
    if path.is_file():
        return read_any_snapshot(path)
    found = next((path / name for name in _SNAPSHOTS if (path / name).is_file()), None)
    if found is not None:
        return read_snapshot(found)
    if not path.is_dir():
        raise UserError(
            "there is no such snapshot or folder",
            where=str(path),
            fix="name a snapshot.json, or a folder of repositories",
        )
    with local_run(run, config_for_paths([path], run.config)) as local:
        return complete_snapshot(read_local_catalog(local))


def compare_revisions(before: SourceCatalog, after: SourceCatalog, revision: str) -> CatalogDiff:
    """What changed between folders at a revision and now.

    Repositories without the revision are compared with themselves, and named in the notes. Raises
    UserError where none has it.
    """
    unchanged = [one.repository.name for one in before.checkouts if one.clone is None]
    if len(unchanged) == len(before.checkouts):
        raise UserError(
            f"no folder is in a git repository that has `{revision}`",
            fix="fetch it first (`git fetch origin`), or check the name",
        )
    notes = tuple(f"{name} has no `{revision}`: it is compared with itself" for name in unchanged)
    return CatalogDiff(compare(complete_snapshot(before), complete_snapshot(after)), notes)


def complete_snapshot(catalog: SourceCatalog) -> Snapshot:
    """The snapshot of a catalog, with the problems that `check` would report.

    Raises UserError where a folder could not be read: what is missing would look removed.
    """
    for failure in catalog.failures:
        raise UserError(failure.reason, fix=failure.fix)
    return catalog.snapshot.model_copy(update={"problems": tuple(reported_problems(catalog))})
