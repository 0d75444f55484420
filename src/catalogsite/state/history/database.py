"""The file of the history: values are recorded by day, and read as trends or one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from catalogsite.errors import SnapshotError
from catalogsite.model.snapshot import TrendLine
from catalogsite.state.history import retention, version_1
from catalogsite.state.history.blocks import DamagedRowError, day_of, unpack
from catalogsite.state.history.failures import damaged_history, history_error
from catalogsite.state.history.tables import VERSION, make_tables, numbers_of, put_day

_LOOSE = 4
"""A file is written anew where one page of this many is free."""


class Point(NamedTuple):
    """One value of one day."""

    day: date
    subject: str
    metric: str
    value: float


class HistorySize(NamedTuple):
    """How much a history holds; `first` and `last` are its days, `bytes` the size of the file."""

    subjects: int
    metrics: int
    points: int
    first: date | None
    last: date | None
    bytes: int


class History:
    """The history file, closed at the end of its context. Every method raises SnapshotError.

    It is a DamagedHistoryError where the file is of no use any more. A subject may have several
    values of one metric on a day, such as the lead times of its deployments; a trend has their mean.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with self._errors():
            # Transactions begin where we say so: those of the module leave out changes of tables.
            self._database = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self._database.close()
            raise

    def _prepare(self) -> None:
        with self._errors():
            found = self._version()
        if found > VERSION:
            raise SnapshotError(
                "the history was written by a newer catalogsite",
                where=str(self._path),
                fix="update catalogsite",
            )
        if found < VERSION:
            with self._transaction():
                # Another process may have been faster.
                if self._version() < VERSION:
                    make_tables(self._database)
                    if version_1.has_points(self._database):
                        version_1.take_over(self._database)
            self._shrink()

    def _version(self) -> int:
        version: int = self._database.execute("PRAGMA user_version").fetchone()[0]
        return version

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turns errors of the database into SnapshotErrors; a file may be damaged in its middle."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise history_error(self._path, error) from error
        except DamagedRowError as error:
            raise damaged_history(self._path, str(error)) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

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
        """Store one value; it replaces those of the same day."""
        self.record_all([Point(day, subject, metric, value)])

    def record_all(
        self, points: Iterable[Point], emptied: Iterable[tuple[date, str, str]] = ()
    ) -> None:
        """Store many values in one transaction: all there are of their subjects, metrics and days.

        `emptied` are days, subjects and metrics that have no value any more.
        """
        days: dict[tuple[str, date], dict[str, list[float]]] = {}
        for day, subject, metric in emptied:
            days.setdefault((metric, day), {})[subject] = []
        for day, subject, metric, value in points:
            days.setdefault((metric, day), {}).setdefault(subject, []).append(value)
        named = {subject for found in days.values() for subject in found}
        with self._transaction():
            subjects = numbers_of(self._database, "subjects", named)
            metrics = numbers_of(self._database, "metrics", {metric for metric, _ in days})
            for (metric, day), found in days.items():
                given = {subjects[subject]: values for subject, values in found.items()}
                self._replace(metrics[metric], day.toordinal(), given)

    def _replace(self, metric: int, day: int, given: Mapping[int, Sequence[float]]) -> None:
        query = "SELECT points FROM days WHERE metric = ? AND day = ?"
        row = self._database.execute(query, (metric, day)).fetchone()
        pairs = [(number, value) for number, values in given.items() for value in values]
        if row:
            pairs += [pair for pair in unpack(row[0]) if pair[0] not in given]
        put_day(self._database, metric, day, pairs)

    def keep(self, present: Collection[str], day: date) -> None:
        """Drop what is too old on a day, given the subjects that are in the catalog now.

        Days become weeks after 90 days, and weeks go after two years; so do the values of a subject
        90 days after it vanished. Events stay 220 days as they are.
        """
        with self._transaction():
            today = retention.reference_day(self._database, day)
            retention.mark_vanished(self._database, present, day)
            retention.drop_vanished(self._database, today - retention.VANISHED)
            retention.thin(self._database, today - retention.DAILY)
            retention.drop_events(self._database, today - retention.EVENT_DAYS)
            retention.drop_old(self._database, today - retention.WEEKLY)
        self._shrink()

    def _shrink(self) -> None:
        """Give the space of what was dropped back, where that is much."""
        with self._errors():
            free, pages = (
                self._database.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("freelist_count", "page_count")
            )
            if free * _LOOSE > pages:
                # Space for a second file, or a reader, may be in the way: the next night tries again.
                with suppress(sqlite3.OperationalError):
                    self._database.execute("VACUUM")

    def trends(
        self, days: int = 30, *, until: date | None = None
    ) -> dict[str, dict[str, TrendLine]]:
        """The values of the last `days` days, by subject and metric, without events.

        They end at `until`, or at the latest day of the history. What is older than 90 days has a
        value for each week, on its Monday.
        """
        with self._errors():
            last = until or self._latest()
            return self._lines(last - timedelta(days=days - 1), last) if last else {}

    def _lines(self, first: date, last: date) -> dict[str, dict[str, TrendLine]]:
        found: dict[int, dict[str, tuple[date, list[float | None]]]] = {}
        for metric, day, content in self._rows(first, last):
            if metric.startswith(retention.EVENTS):
                continue
            for number, value in retention.means(unpack(content)):
                start, values = found.setdefault(number, {}).setdefault(metric, (day, []))
                values += [None] * ((day - start).days - len(values))
                values.append(value)
        names = self._subjects()
        if not found.keys() <= names.keys():
            raise DamagedRowError("it has values of nobody")
        return {
            names[number]: {
                metric: (start.isoformat(), tuple(values))
                for metric, (start, values) in found.pop(number).items()
            }
            for number in sorted(found, key=names.__getitem__)
        }

    def points(
        self, *, subject: str | None = None, metric: str | None = None, since: date | None = None
    ) -> Iterator[Point]:
        """Every value by metric and day, of one subject or metric, or since a day."""
        with self._errors():
            names = self._subjects()
            for name, day, content in self._rows(since or date.min, date.max, metric):
                for number, value in unpack(content):
                    found = names.get(number)
                    if found is None:
                        raise DamagedRowError("it has values of nobody")
                    if subject is None or found == subject:
                        yield Point(day, found, name, value)

    def _rows(
        self, first: date, last: date, metric: str | None = None
    ) -> Iterator[tuple[str, date, object]]:
        query = (
            "SELECT name, day, points FROM days JOIN metrics ON metrics.id = metric"
            " WHERE day BETWEEN ? AND ? AND name = coalesce(?, name) ORDER BY name, day"
        )
        for name, day, content in self._database.execute(
            query, (first.toordinal(), last.toordinal(), metric)
        ):
            if not isinstance(name, str):
                raise DamagedRowError("it has a metric that is no text")
            yield name, day_of(day), content

    def subjects(self) -> set[str]:
        """The subjects that are known, also those whose values have been dropped."""
        with self._errors():
            return set(self._subjects().values())

    def metrics(self) -> set[str]:
        """The names of all metrics."""
        with self._errors():
            return {name for (name,) in self._database.execute("SELECT name FROM metrics")}

    def _subjects(self) -> dict[int, str]:
        names: dict[int, str] = dict(self._database.execute("SELECT id, name FROM subjects"))
        if not all(isinstance(name, str) for name in names.values()):
            raise DamagedRowError("it has a subject that is no text")
        return names

    def size(self) -> HistorySize:
        """How much the history holds."""
        with self._errors():
            subjects = self._database.execute("SELECT count(*) FROM subjects").fetchone()[0]
            metrics, points, first, last = self._database.execute(
                "SELECT count(DISTINCT metric), coalesce(sum(size), 0), min(day), max(day) FROM days"
            ).fetchone()
            return HistorySize(
                subjects=subjects,
                metrics=metrics,
                points=points,
                first=None if first is None else day_of(first),
                last=None if last is None else day_of(last),
                bytes=self._path.stat().st_size,
            )

    def _latest(self) -> date | None:
        (day,) = self._database.execute("SELECT max(day) FROM days").fetchone()
        return None if day is None else day_of(day)
