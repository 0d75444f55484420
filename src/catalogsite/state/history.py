"""The history in SQLite: one value for each day, subject and metric; the source of trends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from catalogsite.errors import DamagedHistoryError, SnapshotError
from catalogsite.model.snapshot import Trend

VERSION = 1
_PRIMARY_CODE = 0xFF
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
"""Codes of SQLite for a file that is no database of its own, and for other tables than ours."""

_TABLE = """
CREATE TABLE IF NOT EXISTS points (
  day TEXT NOT NULL, subject TEXT NOT NULL, metric TEXT NOT NULL, value REAL NOT NULL,
  PRIMARY KEY (subject, metric, day)
) WITHOUT ROWID
"""


class Point(NamedTuple):
    """One value of one day."""

    day: date
    subject: str
    metric: str
    value: float


class History:
    """The history file, closed at the end of its context. Every method raises SnapshotError.

    It is a DamagedHistoryError where the file is of no use any more.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with self._errors():
            self._database = sqlite3.connect(path, timeout=30)
        try:
            self._prepare()
        except BaseException:
            self._database.close()
            raise

    def _prepare(self) -> None:
        with self._errors(), self._database:
            found = self._database.execute("PRAGMA user_version").fetchone()[0]
            if found <= VERSION:
                self._database.execute(_TABLE)
                self._database.execute(f"PRAGMA user_version = {VERSION}")
        if found > VERSION:
            raise SnapshotError(
                "the history was written by a newer catalogsite",
                where=str(self._path),
                fix="update catalogsite",
            )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turns errors of the database into SnapshotErrors; a file may be damaged in its middle."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _error(self._path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()

    def record(self, day: date, subject: str, metric: str, value: float) -> None:
        """Store one value; a second one of the same day replaces it."""
        self.record_all([Point(day, subject, metric, value)])

    def record_all(self, points: Iterable[Point]) -> None:
        """Store many values in one transaction."""
        rows = ((point.day.isoformat(), *point[1:]) for point in points)
        with self._errors(), self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO points (day, subject, metric, value) VALUES (?, ?, ?, ?)",
                rows,
            )

    def trends(self, days: int = 30, *, until: date | None = None) -> dict[str, dict[str, Trend]]:
        """The points of the last `days` days, by subject and metric, oldest first.

        They end at `until`, or at the latest day of the history.
        """
        with self._errors():
            last = until or self._latest()
            return self._series(last - timedelta(days=days - 1), last) if last else {}

    def _series(self, first: date, last: date) -> dict[str, dict[str, Trend]]:
        query = (
            "SELECT subject, metric, day, value FROM points WHERE day BETWEEN ? AND ?"
            " ORDER BY subject, metric, day"
        )
        found: dict[str, dict[str, list[tuple[str, float]]]] = {}
        with closing(self._database.execute(query, (first.isoformat(), last.isoformat()))) as rows:
            for subject, metric, day, value in rows:
                if not _is_point(subject, metric, day, value):
                    raise _damaged(self._path, "it has a value that is no number")
                found.setdefault(subject, {}).setdefault(metric, []).append((day, value))
        return {
            subject: {metric: tuple(points) for metric, points in metrics.items()}
            for subject, metrics in found.items()
        }

    def _latest(self) -> date | None:
        row = self._database.execute("SELECT max(day) FROM points").fetchone()
        try:
            return date.fromisoformat(row[0]) if row and row[0] else None
        except (TypeError, ValueError) as error:
            raise _damaged(self._path, "it has a day that is no day") from error


def _is_point(subject: object, metric: object, day: object, value: object) -> bool:
    """Whether a row is what was written: SQLite keeps any value in any column."""
    texts = isinstance(subject, str) and isinstance(metric, str) and isinstance(day, str)
    return texts and isinstance(value, float) and isfinite(value)


def _error(path: Path, error: sqlite3.DatabaseError) -> SnapshotError:
    if getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _DAMAGED:
        return _damaged(path, str(error))
    return SnapshotError(
        f"the history cannot be used: {error}",
        where=str(path),
        fix=f"see that this user may read and write {path.name}, and that the disk has space",
    )


def _damaged(path: Path, reason: str) -> DamagedHistoryError:
    return DamagedHistoryError(
        f"the history cannot be used: {reason}",
        where=str(path),
        fix=f"move {path.name} out of the state folder; the next run starts a new one",
    )
