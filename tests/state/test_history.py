import math
import sqlite3
import struct
import zlib
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalogsite.collect.trends import with_trends
from catalogsite.errors import DamagedHistoryError, SnapshotError
from catalogsite.model.snapshot import Snapshot, trend_points
from catalogsite.state.folders import State
from catalogsite.state.history import History, Point
from catalogsite.state.history.failures import history_error

PAY = "component:default/pay"


def test_a_series_is_oldest_first_and_a_second_value_of_a_day_replaces(tmp_path):
    with History(tmp_path / "history.db") as history:
        history.record(date(2026, 2, 2), PAY, "score", 40)
        history.record(date(2026, 2, 1), PAY, "score", 30)
        history.record(date(2026, 2, 2), PAY, "score", 50)
        history.record_all([Point(date(2026, 2, 2), PAY, "metric.error_rate", 0.5)])
    with History(tmp_path / "history.db") as history:
        assert history.trends() == {
            PAY: {
                "score": ("2026-02-01", (30.0, 50.0)),
                "metric.error_rate": ("2026-02-02", (0.5,)),
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
def test_only_the_last_days_are_returned(tmp_path, days, until, expected):
    with History(tmp_path / "history.db") as history:
        for day in (1, 10, 11):
            history.record(date(2026, 1, day), PAY, "score", day)
        line = history.trends(days, until=until).get(PAY, {}).get("score")
    assert [value for _, value in (trend_points(line) if line else ())] == expected


def test_an_empty_history_has_no_trends(tmp_path):
    with History(tmp_path / "new/history.db") as history:
        assert history.trends() == {}


def test_a_history_that_cannot_be_read_states_so(tmp_path):
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


def test_a_history_that_is_broken_in_the_middle_states_so(tmp_path):
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


NO_DATABASE = b"this is no database at all, whatever its name says" * 40
NOW = datetime(2026, 1, 2, tzinfo=UTC)
LINES = {PAY: {"score": ("2026-01-01", (30.0,))}}
PREVIOUS = Snapshot(version="", created=NOW, trends=LINES)


def _cut(path):
    _whole(path)
    path.write_bytes(path.read_bytes()[:5000])


def _middle(path):
    _whole(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"\xff" * (len(content) - len(content) // 2))


def _whole(path):
    with History(path) as history:
        history.record_all(
            Point(date(2026, 1, 1), f"component:default/c{n}", "score", n) for n in range(2000)
        )


def _statements(*statements):
    def write(path):
        _whole(path)
        with closing(sqlite3.connect(path)) as database, database:
            for statement in statements:
                database.execute(statement)

    return write


def _packed(content):
    return _statements(f"UPDATE days SET points = X'{zlib.compress(content).hex()}'")


DAMAGE = {
    "no database": lambda path: path.write_bytes(NO_DATABASE),
    "cut": _cut,
    "random in the middle": _middle,
    "another table": _statements("DROP TABLE days", "CREATE TABLE days (a)"),
    "no bytes": _statements("UPDATE days SET points = 'many'"),
    "other bytes": _statements("UPDATE days SET points = X'0102'"),
    "bytes of another width": _packed(b"1234567"),
    "an infinite number": _packed(struct.pack("<Id", 1, math.inf)),
    "values of nobody": _packed(struct.pack("<Id", 9999, 1.0)),
    "a subject of bytes": _statements("UPDATE subjects SET name = X'80' WHERE id = 7"),
    "a metric of bytes": _statements("UPDATE metrics SET name = X'80'"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_history_is_kept_and_a_new_one_begun(tmp_path, damage):
    state = State(tmp_path)
    damage(state.history)
    size = state.history.stat().st_size
    found = with_trends(Snapshot(version="", created=NOW), state, PREVIOUS)
    assert found.trends == LINES
    (run,) = found.sources
    assert (run.kind, run.state, len(run.failures)) == ("history", "failed", 1)
    (failure,) = run.failures
    assert failure.reason.startswith("the history cannot be used: ")
    assert failure.reason.endswith("; it was moved to `broken/history.db`, and a new history begun")
    assert failure.fix == (
        "nothing to do: the last 30 days are kept; delete `broken/` in the state folder"
    )
    assert str(tmp_path) not in run.model_dump_json()
    assert (tmp_path / "broken/history.db").stat().st_size >= size
    again = with_trends(Snapshot(version="", created=NOW), state, found)
    assert (again.trends, again.sources) == (LINES, ())


@pytest.mark.parametrize("day", ["'x2026-01-01'", "X'00'", "0", "99999999999"])
def test_a_day_that_is_no_day_states_so(tmp_path, day):
    path = tmp_path / "history.db"
    _statements(f"UPDATE days SET day = {day}")(path)
    with History(path) as history, pytest.raises(DamagedHistoryError, match="no day"):
        history.trends()


@pytest.mark.parametrize("lost", [lambda path: None, Path.touch])
def test_a_lost_history_begins_with_the_last_trends(tmp_path, lost):
    state = State(tmp_path)
    lost(state.history)
    found = with_trends(Snapshot(version="", created=NOW), state, PREVIOUS)
    assert (found.trends, found.sources) == (LINES, ())


def test_a_history_that_is_in_use_is_left_alone(tmp_path):
    state = State(tmp_path)
    _whole(state.history)
    with closing(sqlite3.connect(f"file:{state.history}?mode=ro", uri=True)) as database:
        error = None
        try:
            database.execute("DELETE FROM days")
        except sqlite3.DatabaseError as caught:
            error = caught
    assert type(history_error(state.history, error)) is SnapshotError
    assert "may read and write history.db" in history_error(state.history, error).fix


def test_a_history_of_a_newer_version_costs_only_its_sparklines(tmp_path):
    state = State(tmp_path)
    with closing(sqlite3.connect(state.history)) as database:
        database.execute("PRAGMA user_version = 99")
    found = with_trends(Snapshot(version="", created=NOW), state, PREVIOUS)
    assert found.trends == LINES
    assert found.sources[0].failures[0].fix == "update catalogsite"
    assert not (tmp_path / "broken").exists()


@pytest.mark.parametrize(("days", "kept"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_trends_hold_as_many_days_as_are_asked_for(tmp_path, days, kept):
    with History(tmp_path / "history.db") as history:
        for day in (1, 2, 3):
            history.record(date(2026, 2, day), "a", "m", float(day))
        points = trend_points(history.trends(days)["a"]["m"])
    assert points == tuple((f"2026-02-{day:02}", float(day)) for day in range(4 - kept, 4))


def test_several_values_of_one_day_are_kept_and_a_trend_has_their_mean(tmp_path):
    day = date(2026, 2, 1)
    with History(tmp_path / "history.db") as history:
        history.record(day, PAY, "lead_time", 900)
        history.record_all([Point(day, PAY, "lead_time", value) for value in (60, 240, 60)])
        history.record(day, "component:default/web", "lead_time", 5)
        assert [point.value for point in history.points(subject=PAY)] == [60, 60, 240]
        assert history.trends()[PAY] == {"lead_time": ("2026-02-01", (120.0,))}


def test_points_are_those_of_a_subject_a_metric_or_since_a_day(tmp_path):
    points = [
        Point(date(2026, 1, day), subject, metric, day / 3)
        for metric in ("builds", "score")
        for day in (1, 2)
        for subject in ("a", PAY)
    ]
    with History(tmp_path / "history.db") as history:
        history.record_all(reversed(points))
        assert sorted(history.points()) == sorted(points)
        assert list(history.points(subject=PAY)) == [p for p in points if p.subject == PAY]
        assert sorted(history.points(metric="score")) == sorted(points[4:])
        since = date(2026, 1, 2)
        assert sorted(history.points(since=since)) == sorted(p for p in points if p.day == since)
        assert list(history.points(subject="b")) == []
        assert list(history.points(metric="b")) == []
        size = (tmp_path / "history.db").stat().st_size
        assert history.size() == (2, 2, 8, date(2026, 1, 1), since, size)


def test_a_failed_write_changes_nothing(tmp_path):
    with History(tmp_path / "history.db") as history:
        history.record(date(2026, 1, 1), PAY, "score", 1)
        with pytest.raises(struct.error):
            history.record_all(
                [Point(date(2026, 1, 1), PAY, "score", 2), Point(date(2026, 1, 2), PAY, "x", "?")]
            )
        assert history.trends() == {PAY: {"score": ("2026-01-01", (1.0,))}}
