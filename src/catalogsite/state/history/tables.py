"""The tables of the history, and what is written into them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from catalogsite.state.history.blocks import pack

VERSION = 2

_TABLES = (
    # `vanished` is the first day on which the subject was not in the catalog, NULL while it is.
    "CREATE TABLE subjects (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, vanished INTEGER)",
    "CREATE TABLE metrics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE days (
      id INTEGER PRIMARY KEY, metric INTEGER NOT NULL, day INTEGER NOT NULL,
      size INTEGER NOT NULL, points BLOB NOT NULL, UNIQUE (metric, day)
    )""",
)


def make_tables(database: sqlite3.Connection) -> None:
    """Create the tables, in the transaction that is open."""
    for statement in _TABLES:
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")


def numbers_of(database: sqlite3.Connection, table: str, names: Iterable[str]) -> Mapping[str, int]:
    """The number of every name of a table; names that it lacks are added."""
    wanted = sorted(set(names) - _known(database, table).keys())
    database.executemany(
        f"INSERT INTO {table} (name) VALUES (?)",  # noqa: S608  (one of our tables)
        [(name,) for name in wanted],
    )
    return _known(database, table)


def _known(database: sqlite3.Connection, table: str) -> dict[str, int]:
    query = f"SELECT name, id FROM {table}"  # noqa: S608  (one of our tables)
    return dict(database.execute(query).fetchall())


def put_day(
    database: sqlite3.Connection, metric: int, day: int, pairs: list[tuple[int, float]]
) -> None:
    """Replace the values of a metric on a day."""
    database.execute(
        "INSERT INTO days (metric, day, size, points) VALUES (?, ?, ?, ?) ON CONFLICT (metric, day)"
        " DO UPDATE SET size = excluded.size, points = excluded.points",
        (metric, day, len(pairs), pack(pairs)),
    )
