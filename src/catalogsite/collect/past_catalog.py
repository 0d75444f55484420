"""The catalog of an earlier day, with the documentation of today."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from catalogsite.collect.previous_run import NO_SNAPSHOT, previous_snapshot
from catalogsite.collect.run import Run
from catalogsite.errors import SnapshotError, UserError
from catalogsite.model.entity import ref_of
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.changes_file import ChangeRecord, read_changes
from catalogsite.state.folders import State


class PastCatalog(NamedTuple):
    """The snapshot of an earlier day, and the sentence that every page shows."""

    snapshot: Snapshot
    notice: str


def past_catalog(snapshot: Snapshot, state: State) -> PastCatalog:
    """A snapshot that is kept, with the changes until its day and the documentation of the last run."""
    now = previous_snapshot(state)
    try:
        record = read_changes(state.changes)
    except SnapshotError:
        record = ChangeRecord()
    entities = {ref_of(entity) for entity in snapshot.entities}
    repositories = {one.id for one in snapshot.repositories}
    documentation = tuple(
        one
        for one in now.documentation
        if one.entity_ref in entities and one.repository in repositories
    )
    notice = f"Catalog of {_day(snapshot)}"
    if now is not NO_SNAPSHOT and documentation:
        notice += f", documentation as of {_day(now)}"
    nights = tuple(night for night in record.nights if night.at <= snapshot.created)
    parts = {"documentation": documentation, "changes": nights}
    return PastCatalog(snapshot.model_copy(update=parts), notice)


def other_folder(run: Run, site_dir: Path) -> Path:
    """The folder of a site of the past. Raises UserError where it is that of today's site."""
    if site_dir.resolve() == run.config.path("site").resolve():
        raise UserError(
            "the site of an earlier day would take the place of today's",
            where=str(site_dir),
            fix="name another folder with --site-dir",
        )
    return site_dir


def _day(snapshot: Snapshot) -> str:
    return f"{snapshot.created.day} {snapshot.created:%B %Y}"
