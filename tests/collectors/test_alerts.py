"""Which alerting rules concern an entity, and in what order its alerts stand."""

from __future__ import annotations

import pytest

from catalogsite.collectors.monitoring.alerts import Rules, alerts_value, parse_rules
from catalogsite.errors import ProviderError

PAGE = "http://p:9090/alerts"


def alert(state="firing", since=None, **labels):
    return {"labels": labels, "state": state, "activeAt": since}


def rule(name="Down", alerts=(), health="ok", **fields):
    return {"name": name, "type": "alerting", "health": health, "alerts": list(alerts), **fields}


def parsed(*rules):
    return parse_rules({"groups": [{"rules": list(rules)}]})


def found(rules, wanted=None, name="pay"):
    known = Rules(parsed(*rules), "service")
    return alerts_value(known.about(wanted, name), wanted, "service", name, PAGE)


MINE = alert(service="pay")
CASES = {
    "the label of the rule": ([rule(labels={"service": "pay"})], None, "ok", []),
    "the label of an alert": ([rule(alerts=[MINE])], None, "alert", ["Down"]),
    "another label": ([rule(labels={"service": "db"}, alerts=[alert(service="db")])], None, None, []),
    "no rule at all": ([], None, None, []),
    "a rule by its name": ([rule(alerts=[alert(service="db")])], {"Down"}, "alert", ["Down"]),
    "a name without a rule": ([rule("Other")], {"Down"}, "no data", []),
    "all rules": ([rule("A", [alert()]), rule("B", [alert("pending")])], {"all"}, "alert", ["A", "B"]),
    "all and a name": ([rule("A", [alert()])], {"all", "B"}, "alert", ["A"]),
    # A rule that cannot be evaluated says nothing: the others must not make it look well.
    "no data against ok": ([rule("A"), rule("B", health="err")], {"all"}, "no data", []),
    "a warning against no data": ([rule("A", [alert("pending")]), rule("B", health="err")], {"all"}, "warning", ["A"]),
    "unknown word of an alert": ([rule("A", [alert("new")])], {"all"}, "warning", ["A"]),
    "worst first, then by name and time": (
        [
            rule("B", [alert("firing")]),
            rule("A", [alert("pending"), alert("firing", "2026-02-02T00:00:00Z"), alert("firing", "2026-02-01T00:00:00Z")]),
        ],
        {"all"},
        "alert",
        ["A 2026-02-01T00:00:00Z", "A 2026-02-02T00:00:00Z", "B", "A"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "wanted", "state", "shown"), CASES.values(), ids=CASES)
def test_the_alerts_of_one_entity(rules, wanted, state, shown):
    value = found(rules, wanted)
    assert (value and value.state) == state
    names = [f"{one.name} {one.since or ''}".strip() for one in value.alerts] if value else []
    assert names == shown


def test_recording_rules_and_odd_shapes_are_no_alerting_rules():
    odd = [rule("R", type="recording"), "x", 3, None, {"type": "recording"}, rule("A")]
    assert [one.name for one in parsed(*odd)] == ["A"]
    assert parse_rules({"groups": ["x", {"rules": "x"}, {}, None]}) == []
    shapes = rule("A", alerts="x") | {"labels": "x"}
    assert [(one.labels, one.alerts) for one in parsed(shapes)] == [({}, ())]


@pytest.mark.parametrize("data", [None, [], {}, {"groups": {}}, "x"])
def test_another_shape_is_an_error(data):
    with pytest.raises(ProviderError, match="no groups of rules"):
        parse_rules(data)


NOTES = {
    "summary": ({"summary": "S", "description": "D", "message": "M"}, "S"),
    "description": ({"description": "D", "message": "M"}, "D"),
    "message": ({"message": "M"}, "M"),
    "no text": ({"summary": 3}, ""),
    "none": ({}, ""),
}


@pytest.mark.parametrize(("notes", "summary"), NOTES.values(), ids=NOTES)
def test_the_summary_of_an_alert(notes, summary):
    (one,) = found([rule(alerts=[MINE | {"annotations": notes}])]).alerts
    assert one.summary == summary


def test_the_severity_of_the_alert_counts_before_that_of_the_rule():
    own = rule(alerts=[alert(service="pay", severity="page")], labels={"severity": "low"})
    shared = rule(alerts=[MINE], labels={"severity": "low"})
    odd = rule(alerts=[alert("firing", "noon", service="pay", severity=3)])
    assert [found([one]).alerts[0].severity for one in (own, shared, odd)] == ["page", "low", None]
    assert found([odd]).alerts[0].since is None


def test_an_alert_leads_to_its_runbook_or_to_the_list_of_alerts():
    book = rule(alerts=[MINE | {"annotations": {"runbook_url": "https://run.example"}}])
    assert found([book]).alerts[0].url == "https://run.example"
    assert found([rule("Is down", [MINE])]).alerts[0].url == f"{PAGE}?search=Is%20down"
