"""What the history keeps: days for 90 days, then weeks for two years, and no entity for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import fmean

from catalogsite.state.history.blocks import Pairs, day_of, unpack
from catalogsite.state.history.tables import put_day

DAILY = timedelta(days=90)
"""How long every day has its own value."""

WEEKLY = timedelta(days=730)
"""How long a value for each week is kept."""

VANISHED = timedelta(days=90)
"""How long the values of an entity stay after it left the catalog, at least."""

EVENTS = "delivery."
"""How the series of events begin: their numbers stand each for itself, so no mean is taken of them."""

EVENT_DAYS = timedelta(days=220)
"""How long events are kept: two windows of 90 days, and the month in which the first begins."""

_TOGETHER = timedelta(days=7)
"""Entities that are due are dropped once in this time: that writes the whole history anew."""

MOST_BYTES = 256 * 2**20
"""The most bytes of values: beyond, the oldest days go first."""


def reference_day(database: sqlite3.Connection, day: date) -> date:
    """The day by which ages are counted: the last one before `day` that was recorded.

    Events do not count: they are recorded on days of their own. One run with a clock that is years
    ahead must not age everything.
    """
    query = (
        "SELECT max(day) FROM days WHERE day < ?"
        " AND metric NOT IN (SELECT id FROM metrics WHERE substr(name, 1, ?) = ?)"
    )
    (found,) = database.execute(query, (day.toordinal(), len(EVENTS), EVENTS)).fetchone()
    return day if found is None else day_of(found)


def mark_vanished(database: sqlite3.Connection, present: Collection[str], day: date) -> None:
    """Note of every subject since when it has not been `present`."""
    there = frozenset(present)
    rows = database.execute("SELECT id, name, vanished IS NOT NULL FROM subjects").fetchall()
    changes = [
        (None if name in there else day.toordinal(), number)
        for number, name, is_gone in rows
        if bool(is_gone) is (name in there)
    ]
    database.executemany("UPDATE subjects SET vanished = ? WHERE id = ?", changes)


def drop_vanished(database: sqlite3.Connection, before: date) -> None:
    """Remove the subjects that vanished before a day, with all of their values, once a week."""
    query = "SELECT id, vanished FROM subjects WHERE vanished < ?"
    due = dict(database.execute(query, (before.toordinal(),)))
    if min(due.values(), default=before.toordinal()) >= (before - _TOGETHER).toordinal():
        return
    gone = due.keys()
    for metric, day, content in database.execute("SELECT metric, day, points FROM days").fetchall():
        pairs = unpack(content)
        kept = [pair for pair in pairs if pair[0] not in gone]
        if len(kept) < len(pairs):
            put_day(database, metric, day, kept)
    database.execute("DELETE FROM days WHERE size = 0")
    database.executemany("DELETE FROM subjects WHERE id = ?", [(number,) for number in gone])


def thin(database: sqlite3.Connection, before: date) -> None:
    """Make one value of all values of each whole week before a day: their mean, on its Monday.

    A mean keeps the unit of the values, and days without a value do not count as zero. Events stay.
    """
    first = _monday(before.toordinal())
    query = (
        "SELECT metric, day, id FROM days WHERE day < ? AND metric NOT IN"
        " (SELECT id FROM metrics WHERE substr(name, 1, ?) = ?) ORDER BY metric, day"
    )
    rows = database.execute(query, (first, len(EVENTS), EVENTS)).fetchall()
    for (metric, week), found in groupby(rows, key=lambda row: (row[0], _monday(row[1]))):
        days = list(found)
        if [day for _, day, _ in days] != [week]:
            pairs = [pair for _, _, row in days for pair in _points(database, row)]
            database.executemany("DELETE FROM days WHERE id = ?", [(row,) for *_, row in days])
            put_day(database, metric, week, list(means(pairs)))


def drop_events(database: sqlite3.Connection, before: date) -> None:
    """Remove the events of before a day."""
    query = (
        "DELETE FROM days WHERE day < ?"
        " AND metric IN (SELECT id FROM metrics WHERE substr(name, 1, ?) = ?)"
    )
    database.execute(query, (before.toordinal(), len(EVENTS), EVENTS))


def drop_old(database: sqlite3.Connection, before: date, most: int = MOST_BYTES) -> None:
    """Remove the days before a day, the oldest ones beyond `most` bytes, and metrics without any."""
    database.execute("DELETE FROM days WHERE day < ?", (before.toordinal(),))
    rows = database.execute("SELECT id, length(points) FROM days ORDER BY day DESC").fetchall()
    total, beyond = 0, []
    for row, size in rows:
        total += size
        if total > most:
            beyond.append((row,))
    database.executemany("DELETE FROM days WHERE id = ?", beyond)
    database.execute("DELETE FROM metrics WHERE id NOT IN (SELECT metric FROM days)")


def means(pairs: Pairs) -> Iterator[tuple[int, float]]:
    """The mean of the values of each subject."""
    if len({number for number, _ in pairs}) == len(pairs):
        yield from pairs
        return
    for number, found in groupby(sorted(pairs), key=itemgetter(0)):
        yield number, fmean(value for _, value in found)


def _points(database: sqlite3.Connection, row: int) -> Pairs:
    query = "SELECT points FROM days WHERE id = ?"
    return unpack(database.execute(query, (row,)).fetchone()[0])


def _monday(day: int) -> int:
    # The day 1 was a Monday.
    return day - (day - 1) % 7
