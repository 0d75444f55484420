"""How facts of quality join, which states they have, and what cards and history show of them."""

from __future__ import annotations

import pytest

from catalogsite.model.facts.joined import joined_value
from catalogsite.model.facts.quality import coverage, gate
from catalogsite.model.facts.quality.coverage import Coverage
from catalogsite.model.facts.quality.gate import Gate, GateMeasure

GATES = {
    "failed before passed": (("passed", "failed"), "failed"),
    "warning before unknown": (("unknown", "warning"), "warning"),
    "unknown before passed": (("passed", "unknown"), "unknown"),
    "a verdict before none": (("none", "passed"), "passed"),
    "none alone": (("none", "none"), "none"),
}


@pytest.mark.parametrize(("states", "expected"), GATES.values(), ids=GATES)
def test_the_worst_gate_counts(states, expected):
    assert joined_value(gate.KIND, [Gate(state=one) for one in states]).state == expected


TONES = {"failed": "bad", "warning": "warn", "passed": "good", "unknown": "none", "none": "none"}


@pytest.mark.parametrize(("state", "tone"), TONES.items())
def test_only_a_passed_gate_is_good(state, tone):
    value = Gate(state=state)
    assert gate.KIND.status(value) == (state, tone)
    kept = [one.value for one in gate.KIND.measures("quality.gate.x", value)]
    assert kept == {"failed": [0.0], "passed": [100.0]}.get(state, [])


def test_failed_conditions_come_first_and_numbers_keep_their_meaning():
    measures = (
        GateMeasure(name="Smells", value=1234),
        GateMeasure(name="Bugs", value=0, state="passed", limit="at most 0"),
        GateMeasure(name="New", value=79.99, unit="%", state="failed", limit="at least 80 %"),
    )
    value = Gate(state="failed", measures=measures)
    assert [row.text for row in gate.KIND.rows(value)] == [
        "New: 79.99 %", "Bugs: 0", "Smells: 1,234",
    ]  # fmt: skip
    table = gate.KIND.table({"quality.gate.x": value})
    assert [cell.text for cell in table.rows[0]] == ["New", "79.99 %", "at least 80 %", ""]
    assert gate.KIND.card({"quality.gate.x": Gate(state="none")}).headline == "no gate"


PERCENTS = {
    "all": (100, "all", "100 %"),
    "almost all": (99.98, "80 % and more", "99.98 %"),
    "all but one line": (99.9996, "80 % and more", "99.9996 %"),
    "eighty": (80, "80 % and more", "80 %"),
    "almost eighty": (79.99, "50 to 80 %", "79.99 %"),
    "half": (50, "50 to 80 %", "50 %"),
    "little": (0.4, "below 50 %", "0.4 %"),
    "nothing": (0, "below 50 %", "0 %"),
    "no report": (None, "no report", "no report"),
}


@pytest.mark.parametrize(("percent", "band", "text"), PERCENTS.values(), ids=PERCENTS)
def test_coverage_in_bands_that_judge_nothing(percent, band, text):
    value = Coverage(percent=percent)
    assert coverage.KIND.status(value) == (band, "none")
    assert coverage.KIND.summary(value) == text
    assert [one.value for one in coverage.KIND.measures("x", value)] == (
        [] if percent is None else [percent]
    )


LOWEST = {
    "the lowest": ([90, 60], 60),
    "no report hides none": ([None, 60], 60),
    "nothing covered": ([0, 60], 0),
    "no report at all": ([None, None], None),
}


@pytest.mark.parametrize(("percents", "expected"), LOWEST.values(), ids=LOWEST)
def test_the_lowest_coverage_counts(percents, expected):
    values = [Coverage(percent=one) for one in percents]
    assert joined_value(coverage.KIND, values).percent == expected


def test_the_card_of_coverage_counts_lines():
    value = Coverage(percent=81.75, lines=1200, covered=981)
    card = coverage.KIND.card({"quality.coverage.x": value})
    assert (card.headline, [row.text for row in card.rows]) == (
        "81.75 % covered",
        ["981 of 1,200 lines"],
    )
