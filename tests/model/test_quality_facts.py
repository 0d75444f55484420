"""How facts of quality join, which states they have, and what cards and history show of them."""

from __future__ import annotations

import pytest

from catalogsite.model.facts.joined import joined_value
from catalogsite.model.facts.quality import audit, coverage, gate, vulnerabilities
from catalogsite.model.facts.quality.audit import Audit, AuditPart
from catalogsite.model.facts.quality.coverage import Coverage
from catalogsite.model.facts.quality.gate import Gate, GateMeasure
from catalogsite.model.facts.quality.vulnerabilities import (
    Vulnerabilities,
    Vulnerability,
    vulnerabilities_value,
)

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


def found(name, severity="high", package="x", aliases=()):
    return Vulnerability(id=name, severity=severity, package=package, aliases=aliases)


def test_one_vulnerability_with_several_ids_counts_once():
    value = vulnerabilities_value(
        [found("GHSA-1", aliases=("CVE-1",)), found("PYSEC-1", aliases=("cve-1",)), found("CVE-2")]
    )
    assert [one.id for one in value.vulnerabilities] == ["CVE-2", "GHSA-1"]
    other = vulnerabilities_value([found("CVE-1", package="a"), found("CVE-1", package="b")])
    assert other.count == 2


def test_the_worst_vulnerability_comes_first():
    words = ["low", "unknown", "medium", "critical", "high"]
    value = vulnerabilities_value([found(word, word) for word in words])
    assert [one.severity for one in value.vulnerabilities] == [
        "critical",
        "high",
        "medium",
        "unknown",
        "low",
    ]
    assert vulnerabilities.KIND.status(value) == ("critical", "bad")


def test_only_some_are_listed_and_all_are_counted():
    value = vulnerabilities_value([found(f"CVE-{n}") for n in range(1000)])
    assert (value.count, len(value.vulnerabilities)) == (1000, 200)
    assert vulnerabilities.KIND.summary(value) == "1,000 vulnerabilities"


LOOKED_UP = {
    "all": (4, 4, ("none", "good"), "no known vulnerability", [0.0]),
    "some": (3, 40, ("none found", "none"), "no known vulnerability in 3 of 40 packages", [0.0]),
    "none": (0, 40, ("none found", "none"), "no known vulnerability in 0 of 40 packages", []),
    "not by package": (None, None, ("none", "good"), "no known vulnerability", [0.0]),
}


@pytest.mark.parametrize(
    ("looked_up", "packages", "status", "summary", "kept"), LOOKED_UP.values(), ids=LOOKED_UP
)
def test_what_was_not_looked_up_is_not_called_free(looked_up, packages, status, summary, kept):
    value = vulnerabilities_value([], looked_up, packages)
    assert vulnerabilities.KIND.status(value) == status
    assert vulnerabilities.KIND.summary(value) == summary
    assert [one.value for one in vulnerabilities.KIND.measures("x", value)] == kept


def test_vulnerabilities_of_two_providers_are_one_list():
    one = vulnerabilities_value([found("GHSA-1", aliases=("CVE-1",))])
    two = vulnerabilities_value([found("CVE-1"), found("CVE-2", "low")], 3, 40)
    joined = joined_value(vulnerabilities.KIND, [one, two])
    assert [each.id for each in joined.vulnerabilities] == ["GHSA-1", "CVE-2"]
    assert (joined.count, joined.looked_up) == (2, None)
    three = vulnerabilities_value([], 9, 40)
    assert joined_value(vulnerabilities.KIND, [two, three]).looked_up == 9


def audited(points, most=10, name="A", parts=()):
    return Audit(name=name, points=points, most=most, parts=parts)


BANDS = {
    "good": (7, "good"), "fair": (6.9, "fair"), "least fair": (2, "fair"), "poor": (1.9, "poor"), "none": (None, "not known"),
}  # fmt: skip


@pytest.mark.parametrize(("points", "word"), BANDS.values(), ids=BANDS)
def test_the_band_of_an_audit(points, word):
    assert audit.KIND.status(audited(points)).word == word


def test_without_a_total_the_lowest_part_counts():
    parts = (
        AuditPart(name="a", points=90),
        AuditPart(name="b", points=40),
        AuditPart(name="c", points=None),
    )
    value = Audit(name="L", points=None, most=100, good=90, fair=50, parts=parts)
    assert audit.KIND.status(value) == ("poor", "bad")
    assert [row.text for row in audit.KIND.rows(value)] == [
        "b: 40 of 100",
        "a: 90 of 100",
        "c",
    ]
    assert [cell.text for cell in audit.KIND.table({"x": value}).rows[2]] == [
        "b",
        "40 of 100",
        "",
        "",
    ]


def test_the_audit_with_the_fewest_of_its_points_counts():
    values = [audited(9, name="A"), audited(50, 100, "B"), audited(None, name="C")]
    assert joined_value(audit.KIND, values).name == "B"
    assert joined_value(audit.KIND, [audited(None, name="C")]).name == "C"


def test_a_good_audit_of_another_scale_hides_no_worse_one():
    lighthouse = Audit(name="Lighthouse", points=85, most=100, good=90, fair=50)
    scorecard = Audit(name="Scorecard", points=7.5, most=10, good=7, fair=2)
    assert joined_value(audit.KIND, [lighthouse, scorecard]) == lighthouse


STATED = {
    "nothing was looked up": ({"count": 0, "looked_up": 0}, ("none found", "none")),
    "how many is not known": ({"count": 0, "packages": 40}, ("none found", "none")),
    "more listed than counted": (
        {"count": 0, "vulnerabilities": ({"id": "b", "severity": "critical"},)}, ("critical", "bad"),
    ),
    "the worst comes last": (
        {"count": 2, "vulnerabilities": ({"id": "a", "severity": "low"}, {"id": "b", "severity": "critical"})},
        ("critical", "bad"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "status"), STATED.values(), ids=STATED)
def test_no_statement_of_a_fact_file_makes_vulnerabilities_look_better(fields, status):
    assert vulnerabilities.KIND.status(Vulnerabilities(**fields)) == status
