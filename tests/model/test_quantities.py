from __future__ import annotations

import pytest

from catalogsite.model.quantities import duration, number, plural

DURATIONS = [
    (None, ""),
    (0, "0 s"),
    (7.4, "7 s"),
    (59.4, "59 s"),
    (59.6, "1 m"),
    (120, "2 m"),
    (252, "4 m 12 s"),
    (3599, "59 m 59 s"),
    (3600, "1 h 0 m"),
    (7260, "2 h 1 m"),
]
NUMBERS = [
    (0, "0"),
    (3.0, "3"),
    (0.0213, "0.0213"),
    (99.999, "100"),
    (99.95, "100"),
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


@pytest.mark.parametrize(("seconds", "text"), DURATIONS)
def test_duration(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(("value", "text"), NUMBERS)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("count", "one", "many", "text"), PLURALS)
def test_plural(count: int, one: str, many: str | None, text: str) -> None:
    assert plural(count, one, many) == text
