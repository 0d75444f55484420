"""The health of an entity is its worst state: a rule without data hides that another one is fine."""

from __future__ import annotations

import pytest

from catalogsite.model.facts.alerts import worst_state

WORST = [
    ((), "no data"),
    (("ok",), "ok"),
    (("ok", "no data"), "no data"),
    (("ok", "warning"), "warning"),
    (("no data", "warning"), "warning"),
    (("warning", "alert"), "alert"),
    (("ok", "no data", "warning", "alert"), "alert"),
]


@pytest.mark.parametrize(("states", "expected"), WORST)
def test_the_worst_state_counts(states, expected):
    assert worst_state(frozenset(states)) == expected
