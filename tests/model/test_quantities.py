from __future__ import annotations

import pytest

from catalogsite.model.quantities import duration, number, percent, percentage, plural, time_span

DURATIONS = [
    (None, ""),
    (0, "0 s"),
    (0.4, "under 1 s"),
    (7.4, "7 s"),
    (59.4, "59 s"),
    (59.6, "1 m"),
    (120, "2 m"),
    (252, "4 m 12 s"),
    (3599, "59 m 59 s"),
    (3600, "1 h 0 m"),
    (7260, "2 h 1 m"),
]
TIME_SPANS = [
    (0, "under 1 m"),
    (0.5, "under 1 m"),
    (1, "1 m"),
    (59.6, "1 h"),
    (60, "1 h"),
    (200, "3 h 20 m"),
    (1439, "23 h 59 m"),
    (1440, "1 d"),
    (1470, "1 d"),
    (1471, "1 d 1 h"),
    (2879, "2 d"),
    (7320, "5 d 2 h"),
]
NUMBERS = [
    (0, "0"),
    (3.0, "3"),
    (0.0213, "0.0213"),
    (99.999, "99.999"),
    (99.95, "99.95"),
    (99.98, "99.98"),
    (99.995, "99.995"),
    (99.98461, "99.985"),
    (99.9, "99.9"),
    (99.5, "99.5"),
    (98.765, "98.8"),
    (-99.98, "-99.98"),
    (0.9995, "0.9995"),
    (0.99995, "0.99995"),
    (0.99, "0.99"),
    (0.98765, "0.988"),
    (0.0005, "0.0005"),
    (0.1 + 0.2, "0.3"),
    (1.0004, "1"),
    (1.25, "1.25"),
    (12.3456, "12.3"),
    (100.02, "100.02"),
    (100.004, "100"),
    (1234.567, "1,234.57"),
    (0.00001234, "0.0000123"),
    (1e-12, "1e-12"),
    (1e300, "1e+300"),
    (99.99999999999999, "100"),
    (100.0, "100"),
    (100.126, "100.13"),
    (-100.126, "-100.13"),
    (12345, "12,345"),
]
PLURALS = [
    (0, "alert", None, "0 alerts"),
    (1, "alert", None, "1 alert"),
    (1200, "alert", None, "1,200 alerts"),
    (1, "entity", "entities", "1 entity"),
    (2, "entity", "entities", "2 entities"),
]


PERCENT = [
    (0, 0, 0),
    (0, 5, 0),
    (5, 5, 100),
    (1, 2, 50),
    (999, 1000, 99),
    (9_999, 10_000, 99),
    (1, 1000, 1),
    (2, 3, 67),
]


@pytest.mark.parametrize(("part", "whole", "share"), PERCENT)
def test_percent(part: int, whole: int, share: int) -> None:
    assert percent(part, whole) == share


@pytest.mark.parametrize(("seconds", "text"), DURATIONS)
def test_duration(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(("value", "text"), NUMBERS)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("count", "one", "many", "text"), PLURALS)
def test_plural(count: int, one: str, many: str | None, text: str) -> None:
    assert plural(count, one, many) == text


PERCENTAGES = [
    (0, "0 %"),
    (79.99, "79.99 %"),
    (99.9996, "99.9996 %"),
    (0.001, "0.001 %"),
    (-0.001, "-0.001 %"),
    (-2.5, "-2.5 %"),
    (-99.999, "-99.999 %"),
    (-100, "-100 %"),
]


@pytest.mark.parametrize(("value", "text"), PERCENTAGES)
def test_a_percentage_is_neither_none_nor_all_by_rounding(value, text):
    assert percentage(value) == text


@pytest.mark.parametrize(("minutes", "expected"), TIME_SPANS)
def test_time_spans(minutes, expected):
    assert time_span(minutes) == expected
