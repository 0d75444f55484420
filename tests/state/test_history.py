import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from catalogsite.collect.previous_run import with_trends
from catalogsite.errors import SnapshotError
from catalogsite.model.snapshot import Snapshot
from catalogsite.state.folders import State
from catalogsite.state.history import History, Point

PAY = "component:default/pay"


def test_a_series_is_told_oldest_first_and_a_second_value_of_a_day_replaces(tmp_path):
    with History(tmp_path / "history.db") as history:
        history.record(date(2026, 2, 2), PAY, "score", 40)
        history.record(date(2026, 2, 1), PAY, "score", 30)
        history.record(date(2026, 2, 2), PAY, "score", 50)
        history.record_all([Point(date(2026, 2, 2), PAY, "metric.error_rate", 0.5)])
    with History(tmp_path / "history.db") as history:
        assert history.trends() == {
            PAY: {
                "score": (("2026-02-01", 30.0), ("2026-02-02", 50.0)),
                "metric.error_rate": (("2026-02-02", 0.5),),
            }
        }


@pytest.mark.parametrize(
    ("days", "until", "expected"),
    [
        (2, None, [10, 11]),
        (30, None, [1, 10, 11]),
        (1, date(2026, 1, 10), [10]),
        (5, date(2025, 1, 1), []),
    ],
)
def test_only_the_last_days_are_told(tmp_path, days, until, expected):
    with History(tmp_path / "history.db") as history:
        for day in (1, 10, 11):
            history.record(date(2026, 1, day), PAY, "score", day)
        points = history.trends(days, until=until).get(PAY, {}).get("score", ())
    assert [value for _, value in points] == expected


def test_an_empty_history_has_no_trends(tmp_path):
    with History(tmp_path / "new/history.db") as history:
        assert history.trends() == {}


def test_a_history_that_cannot_be_read_says_so(tmp_path):
    broken = tmp_path / "history.db"
    broken.write_bytes(b"this is no database at all, whatever its name says" * 40)
    with pytest.raises(SnapshotError, match="cannot be used"):
        History(broken)


def test_a_history_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(SnapshotError, match="newer"):
        History(path)


def test_a_history_that_is_broken_in_the_middle_says_so(tmp_path):
    path = tmp_path / "history.db"
    points = [Point(date(2026, 1, 1), f"component:default/c{n}", "score", n) for n in range(2000)]
    with History(path) as history:
        history.record_all(points)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) - len(whole) // 2))
    with History(path) as history:
        with pytest.raises(SnapshotError, match=r"cannot be used: .* malformed"):
            history.record_all(points)
        with pytest.raises(SnapshotError, match=r"cannot be used: .* malformed"):
            history.trends()


def test_a_night_survives_a_broken_history(tmp_path):
    state = State(tmp_path)
    state.history.write_bytes(b"this is no database at all, whatever its name says" * 40)
    now = datetime(2026, 1, 2, tzinfo=UTC)
    lines = {PAY: {"score": (("2026-01-01", 30.0),)}}
    previous = Snapshot(version="", created=now, trends=lines)
    found = with_trends(Snapshot(version="", created=now), state, previous)
    assert found.trends == lines
    (run,) = found.sources
    assert (run.kind, run.state, len(run.failures)) == ("history", "failed", 1)
    assert "history.db" in run.failures[0].fix
    assert str(tmp_path) not in run.model_dump_json()


@pytest.mark.parametrize(("days", "kept"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_trends_hold_as_many_days_as_are_asked_for(tmp_path, days, kept):
    with History(tmp_path / "history.db") as history:
        for day in (1, 2, 3):
            history.record(date(2026, 2, day), "a", "m", float(day))
        points = history.trends(days)["a"]["m"]
    assert points == tuple((f"2026-02-{day:02}", float(day)) for day in range(4 - kept, 4))
