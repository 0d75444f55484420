"""Adds to a snapshot what changed since the last publication."""

from __future__ import annotations

from datetime import date

from catalogsite.changes.bounded_nights import bounded_nights
from catalogsite.changes.comparison import Comparison, Contents
from catalogsite.changes.documentation_events import moved_pages
from catalogsite.changes.moves import updated_moves
from catalogsite.changes.nights import night_of
from catalogsite.errors import SnapshotError
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.state.changes_file import ChangeRecord, read_changes
from catalogsite.state.folders import State
from catalogsite.state.repair import BROKEN, set_aside
from catalogsite.state.snapshot_archive import (
    kept_snapshots,
    read_kept_snapshot,
    snapshot_created,
)


def with_changes(snapshot: Snapshot, state: State, previous: Snapshot) -> Snapshot:
    """The snapshot with its night, the nights before it and the ledger of moves.

    It is compared with the last snapshot that was published on an earlier day: a run that was not
    published leaves nothing behind, and a second run of a day takes the place of the first. The
    first night has no events.
    """
    day = snapshot.created.date()
    snapshot, record = _record(snapshot, state, previous)
    old = _baseline(state, previous, day)
    if old is None:
        kept = [night for night in record.nights if night.at.date() < day]
        return snapshot.model_copy(
            update={"changes": bounded_nights(kept), "moved": record.moves_until(day)}
        )
    found = Comparison(old, snapshot, Contents(state.store.get, state.store.tree))
    pages = moved_pages(found)
    # Nights after the baseline, where its own snapshot was lost, are part of this one.
    kept = [night for night in record.nights if night.at <= old.created]
    return snapshot.model_copy(
        update={
            "changes": bounded_nights((night_of(found, pages), *kept)),
            "moved": updated_moves(record.moves_until(day), found, pages),
        }
    )


def _baseline(state: State, previous: Snapshot, day: date) -> Snapshot | None:
    """The newest snapshot that was published before a day; None where none can be read."""
    for path in kept_snapshots(state.snapshots):
        if date.fromisoformat(path.stem) >= day:
            continue
        try:
            if snapshot_created(path) == previous.created:
                return previous
            return read_kept_snapshot(path)
        except SnapshotError:
            continue
    return None


def _record(snapshot: Snapshot, state: State, previous: Snapshot) -> tuple[Snapshot, ChangeRecord]:
    """The record; where it is damaged, what the previous snapshot has of it, and a line about it."""
    try:
        return snapshot, read_changes(state.changes)
    except SnapshotError as error:
        kept = set_aside(state, state.changes).relative_to(state.folder).as_posix()
        failure = Failure(
            source="history",
            reason=f"{error.what}; it was moved to `{kept}`",
            fix=f"nothing to do: it is taken from the last snapshot; delete `{BROKEN}/`",
        )
        run = SourceRun(kind="history", name="changes", state="failed", failures=(failure,))
        published = {path.stem for path in kept_snapshots(state.snapshots)}
        nights = tuple(
            night
            for place, night in enumerate(previous.changes)
            if place or night.at != previous.created or night.day in published
        )
        sources = (*snapshot.sources, run)
        record = ChangeRecord(nights=nights, moved=previous.moved)
        return snapshot.model_copy(update={"sources": sources}), record
