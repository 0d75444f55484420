"""Records the changes of a snapshot once it is published."""

from __future__ import annotations

from catalogsite.errors import SnapshotError
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.changes_file import ChangeRecord, read_changes, write_changes
from catalogsite.state.folders import State


def record_changes(state: State, snapshot: Snapshot) -> None:
    """Keep the changes of a snapshot that was published. Raises OSError."""
    day = snapshot.created.date()
    try:
        before = read_changes(state.changes)
    except SnapshotError:
        before = ChangeRecord()
    write_changes(
        state.changes,
        ChangeRecord(
            day=day,
            nights=snapshot.changes,
            moved=snapshot.moved,
            moved_before=before.moves_until(day),
        ),
    )
