"""The errors of the history: a file that cannot be used now, and one that is of no use any more."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from catalogsite.errors import DamagedHistoryError, SnapshotError

_PRIMARY_CODE = 0xFF
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
"""Codes of SQLite for a file that is no database of its own, and for other tables than ours."""


def history_error(path: Path, error: sqlite3.DatabaseError) -> SnapshotError:
    """The error of a history with which the database failed."""
    if getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _DAMAGED:
        return damaged_history(path, str(error))
    return SnapshotError(
        f"the history cannot be used: {error}",
        where=str(path),
        fix=f"see that this user may read and write {path.name}, and that the disk has space",
    )


def damaged_history(path: Path, reason: str) -> DamagedHistoryError:
    """The error of a history that holds what was never written."""
    return DamagedHistoryError(
        f"the history cannot be used: {reason}",
        where=str(path),
        fix=f"move {path.name} out of the state folder; the next run starts a new one",
    )
