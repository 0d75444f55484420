"""The record of changes in the state: the nights that were published, and the ledger of moves."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from catalogsite.errors import SnapshotError
from catalogsite.model.changes.moved import Moves
from catalogsite.model.changes.night import Night
from catalogsite.model.value import Value
from catalogsite.state.checked_file import read_checked, write_checked


class ChangeRecord(Value):
    """Published nights, newest first, and the ledger of moves as of the newest, and before its `day`.

    A second publication of a day is compared with the day before it, so its ledger begins with
    `moved_before` again.
    """

    day: date | None = None
    nights: tuple[Night, ...] = ()
    moved: Moves = Moves()
    moved_before: Moves = Moves()

    def moves_until(self, day: date) -> Moves:
        """The ledger as it was before a day."""
        return self.moved_before if self.day == day else self.moved


def read_changes(path: Path) -> ChangeRecord:
    """The record at `path`, an empty one where there is none. Raises SnapshotError if it is damaged."""
    if not os.path.lexists(path):
        return ChangeRecord()
    content = read_checked(path)
    try:
        if content is not None:
            return ChangeRecord.model_validate_json(content)
    except ValidationError:
        pass
    raise SnapshotError(
        "the record of changes is damaged", where=str(path), fix="run `catalogsite collect` again"
    )


def write_changes(path: Path, record: ChangeRecord) -> None:
    """Replace the record at `path`. Raises OSError."""
    write_checked(path, record.model_dump_json(exclude_defaults=True).encode())
