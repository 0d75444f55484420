"""Which alerting rules concern an entity, and in what order its alerts stand."""

from __future__ import annotations

import pytest

from catalogsite.collectors.monitoring.alerts import (
    Rules,
    alerts_value,
    parse_rules,
    selection,
)
from catalogsite.collectors.provider_json import Response
from catalogsite.errors import ProviderError

PAGE = "http://p:9090/alerts"


def alert(state="firing", since=None, **labels):
    return {"labels": labels, "state": state, "activeAt": since}


def rule(name="Down", alerts=(), health="ok", **fields):
    return {"name": name, "type": "alerting", "health": health, "alerts": list(alerts), **fields}


def response():
    return Response("http://p:9090/api/v1/rules", "the API of a Prometheus")


def parsed(*rules):
    return parse_rules(response(), {"groups": [{"rules": list(rules)}]})


def found(rules, names=None, name="pay", labels=None):
    known, wanted = Rules(parsed(*rules), "service"), selection(names, labels)
    return alerts_value(known.about(wanted, name), wanted, "service", name, PAGE)


MINE = alert(service="pay")
CASES = {
    "the label of the rule": ([rule(labels={"service": "pay"})], None, "ok", []),
    "the label of an alert": ([rule(alerts=[MINE])], None, "alert", ["Down"]),
    "another label": ([rule(labels={"service": "db"}, alerts=[alert(service="db")])], None, None, []),
    "no rule at all": ([], None, None, []),
    "a rule by its name": ([rule(alerts=[alert(service="db")])], "Down", "alert", ["Down"]),
    "a name without a rule": ([rule("Other")], "Down", "no data", []),
    "all rules": ([rule("A", [alert()]), rule("B", [alert("pending")])], "all", "alert", ["A", "B"]),
    "all and a name": ([rule("A", [alert()])], "all,B", "alert", ["A"]),
    # A rule that cannot be evaluated says nothing: the others must not make it look well.
    "no data against ok": ([rule("A"), rule("B", health="err")], "all", "no data", []),
    "a warning against no data": ([rule("A", [alert("pending")]), rule("B", health="err")], "all", "warning", ["A"]),
    "unknown word of an alert": ([rule("A", [alert("new")])], "all", "warning", ["A"]),
    "worst first, then by name and time": (
        [
            rule("B", [alert("firing")]),
            rule("A", [alert("pending"), alert("firing", "2026-02-02T00:00:00Z"), alert("firing", "2026-02-01T00:00:00Z")]),
        ],
        "all",
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


LABELLED = rule("Down", [alert(service="db", zone="a"), alert(service="db", zone="b")])
SELECTED = {
    "one label": ("Down", "zone=a", 1),
    "two labels": ("Down", "zone=b, service=db", 1),
    "another value": ("Down", "zone=c", 0),
    "a label that no alert has": ("Down", "cluster=a", 0),
    "in quotes": ("Down", 'zone="a"', 1),
    "all rules": ("all", "zone=a", 1),
    "no labels": ("Down", "", 2),
    "labels without names are not used": (None, "zone=a", None),
    "names without a name are none": (" , ", "zone=a", None),
}


@pytest.mark.parametrize(("names", "labels", "count"), SELECTED.values(), ids=SELECTED)
def test_labels_select_among_the_alerts_of_named_rules(names, labels, count):
    value = found([LABELLED], names, labels=labels)
    assert (len(value.alerts) if value else None) == count
    if count == 0:
        assert value.state == "ok"


def test_the_same_alert_of_several_rules_counts_once_in_any_order():
    twice = [rule("A", [alert(service="pay")]), rule("A", [alert(service="pay")])]
    assert len(found(twice).alerts) == 1
    pods = [alert(service="pay", severity="page"), alert("pending", service="pay")]
    orders = (pods, pods[::-1])
    first, second = (found([rule("A", order), *twice]) for order in orders)
    assert first == second
    assert len(first.alerts) == 3


def test_recording_rules_are_no_alerting_rules():
    assert [one.name for one in parsed(rule("R", type="recording"), rule("A"))] == ["A"]
    assert parse_rules(response(), {"groups": [{}, {"rules": None}]}) == []


ODD = {
    "a rule": (["x", rule("A")], "expected an object at `data.groups[0].rules[0]`, got a text"),
    "a name": ([rule(3), rule("A")], "expected a text at `data.groups[0].rules[0].name`, got a number"),
    "alerts": ([rule("A", labels="x")], "expected an object at `data.groups[0].rules[0].labels`, got a text"),
    "a label": (
        [rule("A", labels={"service": 3})],
        "expected a text at `data.groups[0].rules[0].labels.service`, got a number",
    ),
    "an alert": (
        [rule("A", alerts=[None])],
        "expected an object at `data.groups[0].rules[0].alerts[0]`, got null",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "reason"), ODD.values(), ids=ODD)
def test_odd_shapes_are_left_out_and_reported(rules, reason):
    seen = response()
    assert [one.name for one in parse_rules(seen, {"groups": [{"rules": rules}]})] == ["A"]
    failure = seen.failure("prometheus", ("alerts",), "alerts")
    assert failure.reason == f"alerts: {reason}"
    assert failure.url == "http://p:9090/api/v1/rules"
    assert failure.fix == "check that the address is that of the API of a Prometheus"


WRONG = {
    "null": (None, "an object at `data`, got null"),
    "a list": ([], "an object at `data`, got a list"),
    "no groups": ({}, "a list at `data.groups`, got null"),
    "an object": ({"groups": {}}, "a list at `data.groups`, got an object"),
    "a text": ("x", "an object at `data`, got a text"),
}


@pytest.mark.parametrize(("data", "reason"), WRONG.values(), ids=WRONG)
def test_another_shape_is_an_error(data, reason):
    with pytest.raises(ProviderError) as caught:
        parse_rules(response(), data)
    assert caught.value.what == f"expected {reason}"
    assert caught.value.where == "http://p:9090/api/v1/rules"


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
    (one,) = found([book]).alerts
    assert (one.url, one.runbook) == ("https://run.example", "https://run.example")
    assert found([rule("Is down", [MINE])]).alerts[0].url == f"{PAGE}?search=Is%20down"
