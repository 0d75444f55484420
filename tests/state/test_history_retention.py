"""Days become weeks, weeks go, and so does an entity that is no longer in the catalog."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from catalogsite.model.snapshot import trend_points
from catalogsite.state.history import History, Point
from catalogsite.state.history.retention import drop_old

PAY, WEB = "component:default/pay", "component:default/web"
FIRST = date(2025, 6, 2)
"""A Monday."""


def nights(path, count, subjects=(PAY,), first=FIRST, left_out=()):
    """A night for each day, whose value is its number; `left_out` are numbers without a value."""
    with History(path) as history:
        for number in range(count):
            day = first + timedelta(number)
            values = [Point(day, subject, "score", number) for subject in subjects]
            history.record_all(values if number not in left_out else ())
            history.keep(subjects, day)


def values(path, days=10_000, subject=PAY, until=None):
    with History(path) as history:
        line = history.trends(days, until=until).get(subject, {}).get("score")
    return trend_points(line) if line else ()


@pytest.mark.parametrize("count", [91, 98, 105, 200])
def test_after_90_days_there_is_the_mean_of_each_week(tmp_path, count):
    nights(tmp_path / "history.db", count)
    found = values(tmp_path / "history.db")
    last = FIRST + timedelta(count - 1)
    # Ages are counted from the night before.
    weeks = max(0, count - 2 - 90) // 7
    assert found[:weeks] == tuple(
        ((FIRST + timedelta(7 * week)).isoformat(), 7 * week + 3.0) for week in range(weeks)
    )
    assert found[weeks:] == tuple(
        ((FIRST + timedelta(number)).isoformat(), float(number))
        for number in range(7 * weeks, count)
    )
    assert found[-1] == (last.isoformat(), count - 1)


def test_a_day_that_was_not_measured_does_not_count_as_zero(tmp_path):
    whole_week = range(7, 14)
    nights(tmp_path / "history.db", 120, left_out=(0, 1, 2, 3, 5, 6, *whole_week))
    found = values(tmp_path / "history.db")
    assert found[:2] == (("2025-06-02", 4.0), ("2025-06-16", 17.0))


def test_windows_of_any_length(tmp_path):
    nights(tmp_path / "history.db", 100)
    assert len(values(tmp_path / "history.db", 90)) == 90
    assert values(tmp_path / "history.db", 1) == (("2025-09-09", 99.0),)
    assert values(tmp_path / "history.db", 200)[0] == ("2025-06-02", 3.0)


def test_two_years_are_kept(tmp_path):
    path = tmp_path / "history.db"
    with History(path) as history:
        history.record_all(Point(FIRST + timedelta(n), PAY, "score", n) for n in range(0, 1000, 50))
        history.keep([PAY], FIRST + timedelta(951))
    first, _ = values(path)[0]
    assert first == (FIRST + timedelta(245)).isoformat(), "the Monday of the week of day 250"


def test_an_entity_is_kept_for_90_days_after_it_vanished(tmp_path):
    path = tmp_path / "history.db"
    nights(path, 10, (PAY, WEB))
    nights(path, 98, (PAY,), FIRST + timedelta(10))
    assert len(values(path, subject=WEB)) == 2, "two weeks"
    nights(path, 2, (PAY,), FIRST + timedelta(108))
    assert values(path, subject=WEB) == ()
    assert values(path)
    with History(path) as history:
        assert history.size().subjects == 1


def test_an_entity_that_returns_is_kept(tmp_path):
    path = tmp_path / "history.db"
    nights(path, 3, (PAY, WEB))
    nights(path, 80, (PAY,), FIRST + timedelta(3))
    nights(path, 1, (PAY, WEB), FIRST + timedelta(83))
    nights(path, 80, (PAY,), FIRST + timedelta(84))
    assert len(values(path, 100, subject=WEB)) == 1
    assert len(values(path, 300, subject=WEB)) == 2, "one week, and the day of its return"


def test_a_new_entity_does_not_get_the_values_of_one_that_is_gone(tmp_path):
    path = tmp_path / "history.db"
    nights(path, 3, (WEB,))
    nights(path, 100, (PAY,), FIRST + timedelta(3))
    nights(path, 1, (PAY, "component:default/new"), FIRST + timedelta(103))
    assert values(path, subject=WEB) == ()
    assert values(path, subject="component:default/new") == (("2025-09-13", 0.0),)


def test_one_night_with_a_clock_that_is_years_ahead_loses_nothing(tmp_path):
    path = tmp_path / "history.db"
    nights(path, 30)
    before = values(path)
    nights(path, 1, (PAY,), date(2099, 1, 1))
    nights(path, 1, (PAY,), FIRST + timedelta(30))
    assert values(path, until=FIRST + timedelta(30)) == (*before, ("2025-07-02", 0.0))


def test_what_is_beyond_the_most_bytes_goes_oldest_first(tmp_path):
    path = tmp_path / "history.db"
    nights(path, 20)
    with closing(sqlite3.connect(path)) as database:
        sizes = database.execute("SELECT length(points) FROM days ORDER BY day").fetchall()
        drop_old(database, FIRST, sum(size for (size,) in sizes[-5:]))
        database.commit()
    assert [value for _, value in values(path)] == [15, 16, 17, 18, 19]


def test_the_file_gets_smaller_when_much_is_dropped(tmp_path):
    path = tmp_path / "history.db"
    crowd = [f"component:default/c{number}" for number in range(2000)]
    nights(path, 5, (PAY, *crowd))
    before = path.stat().st_size
    nights(path, 100, (PAY,), FIRST + timedelta(5))
    assert path.stat().st_size < before / 4


def test_numbers_that_nothing_can_compress_need_less_than_the_target(tmp_path):
    """150 MB for 13.5 million values: 10,000 entities, 10 metrics, 90 days and 45 weeks."""
    path, draw = tmp_path / "history.db", random.Random(7)
    crowd = [f"component:default/c{number}" for number in range(3000)]
    with History(path) as history:
        for number in range(12):
            day = FIRST + timedelta(number)
            history.record_all(
                Point(day, subject, metric, draw.gauss(0, 1000))
                for metric in ("builds", "metric.error_rate")
                for subject in crowd
            )
    with History(path) as history:
        size = history.size()
    names = sum(map(len, crowd)) * 3
    assert size.points == 72_000
    assert (size.bytes - names) / size.points < 150e6 / 13.5e6


def test_events_stay_as_they_are_for_220_days(tmp_path):
    path = tmp_path / "history.db"
    nights(path, 1)
    with History(path) as history:
        events = [
            Point(FIRST + timedelta(day), PAY, "delivery.deployed", second + 0.25)
            for day in range(300)
            for second in (1.0, 2.0)
        ]
        history.record_all(events)
        history.record_all([Point(FIRST + timedelta(299), PAY, "score", 1.0)])
        history.keep([PAY], FIRST + timedelta(300))
        # Ages are counted from the night before, whatever events are later than that.
        kept = [one for one in events if one.day >= FIRST + timedelta(299 - 220)]
        assert list(history.points(metric="delivery.deployed")) == kept
        assert history.trends(1000)[PAY].keys() == {"score"}


def test_events_of_days_to_come_age_nothing(tmp_path):
    path = tmp_path / "history.db"
    nights(path, 10)
    with History(path) as history:
        history.record_all([Point(FIRST + timedelta(3000), PAY, "delivery.deployed", 1.0)])
        history.keep([PAY], FIRST + timedelta(3001))
    assert len(values(path)) == 10


def test_a_series_that_is_emptied_has_no_value_on_that_day_any_more(tmp_path):
    with History(tmp_path / "history.db") as history:
        days = [FIRST, FIRST + timedelta(1)]
        history.record_all(Point(day, one, "score", 1.0) for day in days for one in (PAY, WEB))
        history.record_all([Point(days[0], WEB, "score", 2.0)], [(days[0], PAY, "score")])
        assert sorted(history.points()) == [
            Point(days[0], WEB, "score", 2.0),
            Point(days[1], PAY, "score", 1.0),
            Point(days[1], WEB, "score", 1.0),
        ]
