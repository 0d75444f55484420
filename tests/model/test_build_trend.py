"""How the last runs of a workflow went: what is known in numbers, and in words."""

from __future__ import annotations

import pytest

from catalogsite.model.facts.build_trend import WINDOW, BuildTrend, Ran, trend_of, words_of

NO_REPEATS = "no commit ran twice"


def runs(text):
    """Runs, the newest first: `status commit seconds`, each of the last two perhaps `-`."""
    listed = (part.split() for part in text.split(",") if part.strip())
    for status, commit, seconds in listed:
        known = None if seconds == "-" else float(seconds)
        yield Ran(status, None if commit == "-" else commit, known)


# Runs, the fields of the trend, and the words; None where there is no trend.
CASES = {
    "no run": ("", None, None),
    "one run": ("passing a 60", None, None),
    "one that ended": ("running b -, cancelled c 5, passing a 60", None, None),
    "nothing but results": (
        "passing - -, failing - -",
        {"runs": 2, "passed": 1},
        ("1 of 2 passed", "duration not known", "flakiness not known"),
    ),
    "no commit ran twice": (
        "passing b 60, failing a 50",
        {"runs": 2, "passed": 1, "repeated": 0, "seconds": 60.0},
        ("1 of 2 passed", "median 1 m", NO_REPEATS),
    ),
    "the same result twice": (
        "passing a 60, passing a 60",
        {"runs": 2, "passed": 2, "repeated": 1, "flaky": 0.0, "seconds": 60.0},
        ("2 of 2 passed", "median 1 m", "not flaky: the same result in 1 repeat of a commit"),
    ),
    "flaky": (
        "passing a 60, failing a 60, failing a 60, passing b 60",
        {"runs": 4, "passed": 2, "repeated": 2, "flaky": 0.5, "seconds": 60.0},
        ("2 of 4 passed", "median 1 m", "flaky: another result in 50 % of 2 repeats of a commit"),
    ),
    "another commit between two runs of one": (
        "failing a 9, passing b 60, passing a 60",
        {"runs": 3, "passed": 2, "repeated": 1, "flaky": 1.0, "seconds": 60.0},
        ("2 of 3 passed", "median 1 m", "flaky: another result in 100 % of 1 repeat of a commit"),
    ),
    "a new commit that fails is not flaky": (
        "failing b 60, passing a 60, failing b 60",
        {"runs": 3, "passed": 1, "repeated": 1, "flaky": 0.0, "seconds": 60.0},
        ("1 of 3 passed", "median 1 m", "not flaky: the same result in 1 repeat of a commit"),
    ),
    "the duration of a failure says nothing": (
        "failing b 1, failing a 2",
        {"runs": 2, "passed": 0, "repeated": 0},
        ("0 of 2 passed", "duration not known", NO_REPEATS),
    ),
    "slower": (
        "passing d 130, passing c 120, passing b 60, unstable a 60",
        {"runs": 4, "passed": 3, "repeated": 0, "seconds": 90.0, "slower": 1.0833},
        ("3 of 4 passed", "median 1 m 30 s, 108 % slower", NO_REPEATS),
    ),
    "faster": (
        "passing d 30, passing c 30, passing b 60, passing a 60",
        {"runs": 4, "passed": 4, "repeated": 0, "seconds": 45.0, "slower": -0.5},
        ("4 of 4 passed", "median 45 s, 50 % faster", NO_REPEATS),
    ),
    "about the same": (
        "passing d 62, passing c 60, passing b 60, passing a 60",
        {"runs": 4, "passed": 4, "repeated": 0, "seconds": 60.0, "slower": 0.0167},
        ("4 of 4 passed", "median 1 m, as before", NO_REPEATS),
    ),
    "too few durations for a change": (
        "passing d 30, passing c 60, passing b 90, passing a -",
        {"runs": 4, "passed": 4, "repeated": 0, "seconds": 60.0},
        ("4 of 4 passed", "median 1 m", NO_REPEATS),
    ),
    "from nothing to something has no percentage": (
        "passing d 9, passing c 9, passing b 0, passing a 0",
        {"runs": 4, "passed": 4, "repeated": 0, "seconds": 4.5},
        ("4 of 4 passed", "median 4 s", NO_REPEATS),
    ),
    "what is older than the window": (
        ",".join(["passing a 60"] * WINDOW + ["failing a 60"] * 9),
        {"runs": 50, "passed": 50, "repeated": 49, "flaky": 0.0, "seconds": 60.0, "slower": 0.0},
        ("50 of 50 passed", "median 1 m, as before", "not flaky: the same result in 49 repeats of a commit"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "fields", "words"), CASES.values(), ids=CASES)
def test_the_trend_of_the_last_runs(given, fields, words):
    trend = trend_of(runs(given))
    if fields is None:
        assert trend is None
        return
    assert trend.model_dump() == fields
    headline, lines = words_of(trend)
    assert (headline, *lines) == words


def test_repeats_that_are_not_counted_are_no_number():
    _, lines = words_of(BuildTrend(runs=10, passed=8, flaky=0.2))
    assert lines[-1] == "flaky: another result in 20 % of the repeats of a commit"
