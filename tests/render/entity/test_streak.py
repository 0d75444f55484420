"""For how many nights a card says that it has been so."""

import pytest

from catalogsite.render.views.delivery.streak import streak

DAYS = [f"2026-01-{day:02}" for day in range(1, 32)]


def trend(values):
    """A point for each value from 1 January on; None for a night without one."""
    return tuple(
        (day, value) for day, value in zip(DAYS, values, strict=False) if value is not None
    )


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("builds", [100, 100, 50, 0, 99.98], "failing for 3 nights, since 2026-01-03"),
        ("builds", [0, 100, 100], "passing for 2 nights, since 2026-01-02"),
        ("builds", [100, 100], "passing for at least 2 nights, since 2026-01-01"),
        ("builds", [0, 100], ""),
        ("builds", [], ""),
        ("builds", [0, 100, None, None, 100], "passing for 2 nights, since 2026-01-02, 2 not measured"),
        ("alerts", [1, 0, 0], "no alert for 2 nights, since 2026-01-02"),
        ("errors", [0, 2, 1], "open errors for 2 nights, since 2026-01-02"),
        ("incidents", [0, 0, 0], ""),
        ("quality_gate", [0, 100, 100], "passed for 2 nights, since 2026-01-02"),
        ("metric.cost", [0, 0, 0], ""),
        ("score", [100, 100], ""),
    ],
)  # fmt: skip
def test_streak(name, values, words):
    assert streak(name, trend(values)) == words


def test_what_is_silenced_is_not_called_calm():
    assert streak("alerts", trend([1, 0, 0]), "busy") == ""
    assert streak("alerts", trend([0, 1, 1]), "busy") == "alerts for 2 nights, since 2026-01-02"
    assert streak("alerts", trend([1, 0, 0]), "good")
