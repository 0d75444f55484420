"""The nights of a snapshot that equals the one before it, without a comparison."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from catalogsite.changes.bounded_nights import bounded_nights
from catalogsite.collect.run import Run
from catalogsite.collect.unchanged.last_snapshot import LastSnapshot
from catalogsite.errors import SnapshotError
from catalogsite.model.changes.moved import Moves
from catalogsite.model.changes.night import Night
from catalogsite.state.changes_file import ChangeRecord, read_changes
from catalogsite.state.snapshot_archive import kept_snapshots, snapshot_created

_NIGHTS: TypeAdapter[tuple[Night, ...]] = TypeAdapter(tuple[Night, ...])


class RenewedNights(NamedTuple):
    """The nights, newest first, and the ledger of moves."""

    changes: tuple[Night, ...]
    moved: Moves


def renewed_nights(run: Run, last: LastSnapshot) -> RenewedNights | None:
    """What `with_changes` would find; None where only a comparison of snapshots can say it."""
    try:
        record = read_changes(run.state.changes)
        before = _published_before(run.state.snapshots, run.now.date())
    except SnapshotError:
        return None
    day = run.now.date()
    moved = record.moves_until(day)
    if before is None:
        kept = [night for night in record.nights if night.at.date() < day]
        return RenewedNights(bounded_nights(kept), moved)
    if before == last.created:
        night = Night(at=run.now, since=before)
        return RenewedNights(_with(night, record, before), moved)
    nights = _NIGHTS.validate_python(last.value("changes"))
    same = bool(nights) and nights[0].at == last.created and nights[0].since == before
    if not same or last.created.date() != day:
        return None
    night = nights[0].model_copy(update={"at": run.now})
    return RenewedNights(_with(night, record, before), Moves.model_validate(last.value("moved")))


def _with(night: Night, record: ChangeRecord, before: datetime) -> tuple[Night, ...]:
    kept = [one for one in record.nights if one.at <= before]
    return bounded_nights((night, *kept))


def _published_before(folder: Path, day: date) -> datetime | None:
    """The time of the newest snapshot that was published before a day. Raises SnapshotError."""
    for path in kept_snapshots(folder):
        if date.fromisoformat(path.stem) < day:
            created = snapshot_created(path)
            if created is None:
                raise SnapshotError("an earlier version wrote it", where=str(path))
            return created
    return None
