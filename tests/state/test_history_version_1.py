"""A history that version 1 wrote is taken over whole, or not touched."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from catalogsite.errors import DamagedHistoryError
from catalogsite.state.history import VERSION, History

FILE = Path(__file__).parent / "histories/version_1.db"
"""120 days of three series, one of which lacks some days, as version 1 wrote them."""


@pytest.fixture
def path(tmp_path):
    return Path(shutil.copy(FILE, tmp_path / "history.db"))


def rows_of_version_1(path):
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT day, subject, metric, value FROM points"
        return set(database.execute(query).fetchall())


def test_every_point_is_taken_over(path):
    before = rows_of_version_1(path)
    assert len(before) == 348
    for _ in range(2):
        with History(path) as history:
            points = {(point.day.isoformat(), *point[1:]) for point in history.points()}
        assert points == before
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert sorted(tables) == [("days",), ("metrics",), ("subjects",)]


@pytest.mark.parametrize(
    "damage",
    [
        "subject = X'80'",
        "metric = 5 + X'01'",
        "day = 'yesterday'",
        "value = 'many'",
        "value = 9e999",
    ],
)
def test_what_version_1_never_wrote_leaves_the_file_as_it_is(path, damage):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"UPDATE points SET {damage} WHERE day = '2026-01-07' AND value = 50")
    before = rows_of_version_1(path)
    # SQLite makes a text of a number in a column of texts, which is a name then.
    if "metric" in damage:
        with History(path) as history:
            assert len(list(history.points(metric="5"))) == 1
        return
    with pytest.raises(DamagedHistoryError, match="the history cannot be used: it has a "):
        History(path)
    assert rows_of_version_1(path) == before
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_disk_that_is_full_leaves_the_file_as_it_is(path):
    before = rows_of_version_1(path)
    with closing(sqlite3.connect(path)) as database:
        # Room for the tables of today is what a full disk does not have.
        database.execute("CREATE TRIGGER full BEFORE DELETE ON points BEGIN SELECT 1; END")
        database.execute("CREATE TABLE days (id)")
    with pytest.raises(DamagedHistoryError, match="already exists"):
        History(path)
    assert rows_of_version_1(path) == before
