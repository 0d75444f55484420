"""Takes over the points of version 1, which had a row of text for each of them."""

from __future__ import annotations

import sqlite3
from datetime import date
from itertools import groupby
from math import isfinite
from operator import itemgetter

from catalogsite.state.history.blocks import DamagedRowError
from catalogsite.state.history.tables import numbers_of, put_day


def has_points(database: sqlite3.Connection) -> bool:
    """Whether the file has the table of version 1."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'points'"
    return database.execute(query).fetchone() is not None


def take_over(database: sqlite3.Connection) -> None:
    """Move all points into the tables of today, in the transaction that is open.

    Raises DamagedRowError where there is something that version 1 never wrote.
    """
    subjects = numbers_of(database, "subjects", _texts(database, "subject"))
    metrics = numbers_of(database, "metrics", _texts(database, "metric"))
    rows = database.execute("SELECT metric, day, subject, value FROM points ORDER BY metric, day")
    for (metric, day), found in groupby(rows, key=itemgetter(0, 1)):
        pairs = [(subjects[subject], _number(value)) for _, _, subject, value in found]
        put_day(database, metrics[metric], _ordinal(day), pairs)
    database.execute("DROP TABLE points")


def _texts(database: sqlite3.Connection, column: str) -> list[str]:
    query = f"SELECT DISTINCT {column} FROM points"  # noqa: S608  (one of our columns)
    found = [value for (value,) in database.execute(query)]
    if not all(isinstance(value, str) for value in found):
        raise DamagedRowError(f"it has a {column} that is no text")
    return found


def _ordinal(day: object) -> int:
    try:
        return date.fromisoformat(day).toordinal()  # type: ignore[arg-type]  # whatever SQLite has
    except (TypeError, ValueError) as error:
        raise DamagedRowError("it has a day that is no day") from error


def _number(value: object) -> float:
    if not isinstance(value, float) or not isfinite(value):
        raise DamagedRowError("it has a value that is no number")
    return value
