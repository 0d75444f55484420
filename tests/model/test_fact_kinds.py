"""What each kind of fact declares: card, status, summary, measures, and its JSON Schema."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import combinations

import pytest
from jsonschema import Draft202012Validator

from catalogsite.commands.query import SchemaName, schema
from catalogsite.model.fact import FACT_ADAPTER, Fact, Provenance, fact_json
from catalogsite.model.facts import alerts, build_runs
from catalogsite.model.facts.kind import Card, Guide, Row, Status
from catalogsite.model.facts.registry import BUILT_IN_KINDS, kind_of
from catalogsite.model.snapshot import Snapshot

NOW = datetime(2026, 2, 1, tzinfo=UTC)
MOMENT, LATER = "2026-02-01T00:00:00Z", "2026-02-01T00:05:00Z"
AT = datetime(2026, 2, 1, tzinfo=UTC)
PROVENANCE = Provenance(source="test", time=NOW)
NONE = Status("", "none")
NO_RUNBOOK = {"lines": ("no runbook",), "guide": Guide("no runbook")}


def fact(key, value):
    return Fact(subject="component:default/pay", key=key, value=value, provenance=PROVENANCE)


def values(**given):
    named = {key.replace("__", "."): value for key, value in given.items()}
    return {
        key: FACT_ADAPTER.validate_python(fact(key, value)).value for key, value in named.items()
    }


KEYS = {
    "alerts": "alerts.*",
    "alerts.alertmanager": "alerts.*",
    "ci.runs": "ci.runs.*",
    "ci.runs.jenkins": "ci.runs.*",
    "ci.runsx": "*",
    "incidents.opsgenie": "incidents.*",
    "monitors": "monitors.*",
    "slo.sloth": "slo.*",
    "errors.sentry": "errors.*",
    "deployments.argo": "deployments.*",
    "on_call": "on_call.*",
    "on_call.pagerduty": "on_call.*",
    "metric.rate": "metric.*",
    "metric.a.b": "metric.*",
    "languages": "languages",
    "dependencies": "dependencies",
    "packages": "packages",
    "publishes": "publishes",
    "template": "template",
    "metric.": "*",
    "metric": "*",
    "alerts2": "*",
    "acme.tier": "*",
    "*": "*",
}


@pytest.mark.parametrize(("key", "kind"), KEYS.items())
def test_the_key_decides_the_kind(key, kind):
    assert kind_of(key).key == kind


def test_each_kind_stands_in_the_registry_once():
    assert len({kind.key for kind in BUILT_IN_KINDS}) == len(BUILT_IN_KINDS)
    assert {kind.column for kind in BUILT_IN_KINDS} == {
        *("build", "alerts", "incidents", "on_call", "quality_gate", "coverage"),
        *("vulnerabilities", "audit", "monitors", "slo", "errors", "deployments"),
        None,
    }


BUILD_ORDER = (
    "failing",
    "unstable",
    "running",
    "waiting",
    "unknown",
    "passing",
    "cancelled",
    "skipped",
)
ALERT_ORDER = ("alert", "warning", "silenced", "no data", "ok")


@pytest.mark.parametrize(("worse", "better"), [*combinations(BUILD_ORDER, 2)])
def test_the_worst_state_of_builds(worse, better):
    assert build_runs.worst_state(frozenset({better, worse})) == worse


@pytest.mark.parametrize(("worse", "better"), [*combinations(ALERT_ORDER, 2)])
def test_the_worst_state_of_alerts(worse, better):
    assert alerts.worst_state(frozenset({better, worse})) == worse


def test_without_states_nothing_is_called_good():
    assert build_runs.worst_state(frozenset()) == "unknown"
    assert build_runs.worst_state(frozenset({"disabled"})) == "unknown"
    assert alerts.worst_state(frozenset()) == "no data"


TONES = {
    "ci.runs": {
        **dict.fromkeys(("unknown", "cancelled", "skipped", "disabled"), "none"),
        "passing": "good",
        "failing": "bad",
        "unstable": "warn",
        "running": "busy",
        "waiting": "busy",
    },
    "alerts": {
        "ok": "good",
        "no data": "none",
        "silenced": "busy",
        "warning": "warn",
        "alert": "bad",
    },
}
FIELDS = {"ci.runs": "status", "alerts": "state"}


@pytest.mark.parametrize(
    ("key", "word", "tone"), [(key, *one) for key, tones in TONES.items() for one in tones.items()]
)
def test_the_tone_of_each_status_word(key, word, tone):
    (value,) = values(**{key: {FIELDS[key]: word}}).values()
    assert kind_of(key).status(value) == (word, tone)
    assert kind_of(key).summary(value) == word


def run(status="passing", **fields):
    return {"status": status, **fields}


def alert(name="Down", **fields):
    return {"name": name, **fields}


GOOD, BAD, OK = Status("passing", "good"), Status("failing", "bad"), Status("ok", "good")
CARDS = {
    "no workflow": (values(ci__runs=run()), Card(GOOD, "passing", (), "builds")),
    "workflow of which little is known": (
        values(ci__runs=run(workflows=[run()])),
        Card(GOOD, "passing", (Row("workflow", GOOD),), "builds"),
    ),
    "failing first, then by name, and how many more": (
        values(
            ci__runs=run(
                "failing",
                workflows=[
                    run(name="d"),
                    run(name="c", branch="main", seconds=252, url="u", finished=LATER),
                    run(name="b", started=MOMENT),
                    run(name="a", started=MOMENT, finished=LATER),
                    run("failing", name="z"),
                    run(name="e"),
                ],
            )
        ),
        Card(
            BAD,
            "main failing",
            (
                Row("z", BAD),
                Row("a", GOOD, time=AT.replace(minute=5)),
                Row("b", GOOD, time=AT),
                Row("c · 4 m 12 s", GOOD, "u", AT.replace(minute=5)),
                Row("and 2 more"),
            ),
            "builds",
        ),
    ),
    "no alert": (values(alerts={"state": "ok"}), Card(OK, "no alerts", (), "alerts")),
    "no data": (
        values(alerts={"state": "no data"}),
        Card(Status("no data", "none"), "no data", (), "alerts"),
    ),
    "five alerts are not worth a row that says one more": (
        values(
            alerts={
                "state": "alert",
                "alerts": [
                    alert(summary="Is down", severity="critical", since=MOMENT, url="u"),
                    alert(severity="page"),
                    alert(severity="low", state="alert"),
                    alert(state="alert"),
                    alert("unseen"),
                ],
            }
        ),
        Card(
            Status("alert", "bad"),
            "5 alerts",
            (
                Row(
                    "Down: Is down",
                    Status("critical", "bad"),
                    "u",
                    AT,
                    (f"since {MOMENT}", "no runbook"),
                    NO_RUNBOOK["guide"],
                ),
                Row("Down", Status("page", "bad"), **NO_RUNBOOK),
                Row("Down", Status("low", "warn"), **NO_RUNBOOK),
                Row("Down", Status("alert", "warn"), **NO_RUNBOOK),
                Row("unseen", Status("warning", "warn"), **NO_RUNBOOK),
            ),
            "alerts",
        ),
    ),
    "a summary that begins with the name": (
        values(alerts={"state": "warning", "alerts": [alert(summary="down since noon")]}),
        Card(
            Status("warning", "warn"),
            "1 alert",
            (Row("down since noon", Status("warning", "warn"), **NO_RUNBOOK),),
            "alerts",
        ),
    ),
    "a thousand alerts": (
        values(alerts={"state": "alert", "alerts": [alert()] * 1004}),
        Card(
            Status("alert", "bad"),
            "1,004 alerts",
            (
                *[Row("Down", Status("warning", "warn"), **NO_RUNBOOK)] * 4,
                Row("and 1,000 more"),
            ),
            "alerts",
        ),
    ),
    "an availability": (
        values(metric__availability={"value": 99.98, "unit": "%"}),
        Card(NONE, "99.98 % availability", (), "metric.availability"),
    ),
    "a metric with a label": (
        values(metric__a={"value": 1}, metric__up_b={"value": 0.9995, "label": "up: b"}),
        Card(
            NONE,
            "1 a",
            (Row("up: b", Status("0.9995", "none"), measure="metric.up_b"),),
            "metric.a",
        ),
    ),
    "one metric": (
        values(metric__error_rate={"value": 0.0213, "unit": "%", "url": "u"}),
        Card(NONE, "0.0213 % error rate", (), "metric.error_rate"),
    ),
    "nine metrics of eleven": (
        values(**{f"metric__m{n}": {"value": n or None, "url": "u"} for n in range(1, 12)}),
        Card(
            NONE,
            "1 m1",
            (
                *(
                    Row(f"m{n}", Status(str(n), "none"), "u", measure=f"metric.m{n}")
                    for n in range(2, 10)
                ),
                Row("and 2 more"),
            ),
            "metric.m1",
        ),
    ),
    "facts of other keys": (
        values(
            acme__cost={"value": 1200, "unit": "EUR", "link": "u", "time": MOMENT},
            acme__tier={"label": "Tier", "value": "one", "state": "checked"},
            acme__seen={},
        ),
        Card(
            NONE,
            "3 facts",
            (
                Row("acme.cost: 1,200 EUR", NONE, "u", AT),
                Row("Tier: one", Status("checked", "none")),
                Row("acme.seen", NONE),
            ),
            "fact.acme.cost",
        ),
    ),
    "thirty facts of forty": (
        values(**{f"acme__m{n}": {"value": n} for n in range(10, 50)}),
        Card(
            NONE,
            "40 facts",
            (*(Row(f"acme.m{n}: {n}", NONE) for n in range(10, 40)), Row("and 10 more")),
            "fact.acme.m10",
        ),
    ),
}


@pytest.mark.parametrize(("given", "card"), CARDS.values(), ids=CARDS)
def test_cards(given, card):
    assert kind_of(next(iter(given))).card(given)[:4] == card[:4]


TRENDS = {
    "builds": (values(ci__runs={"status": "passing"}), ("Workflows that pass", "%")),
    "alerts": (values(alerts={"state": "ok"}), ("Raised alerts", "")),
    "incidents": (values(incidents={"state": "none"}), ("Open incidents", "")),
    "coverage": (values(quality__coverage={"percent": 71}), ("", "%")),
    "the worst objective": (
        values(
            slo={
                "objectives": [
                    {"name": "latency", "target": 99, "current": 100},
                    {"name": "availability", "target": 99, "current": 98},
                ]
            }
        ),
        ("availability", "%"),
    ),
    "a metric": (
        values(metric__rate={"value": 3, "unit": "errors/s", "label": "error rate"}),
        ("error rate", "errors/s"),
    ),
}


@pytest.mark.parametrize(("given", "expected"), TRENDS.values(), ids=TRENDS)
def test_what_the_trend_of_a_card_shows(given, expected):
    card = kind_of(next(iter(given))).card(given)
    assert (card.shows, card.unit) == expected


MEASURES = {
    "two of three": (
        "ci.runs",
        run(workflows=[run(), run(), run("failing"), run("running")]),
        [("builds", 200 / 3)],
    ),
    "all failing": ("ci.runs", run("failing", workflows=[run("failing")]), [("builds", 0.0)]),
    "none ended": ("ci.runs", run("running", workflows=[run("running"), run("cancelled")]), []),
    "alerts": ("alerts", {"state": "alert", "alerts": [alert(), alert()]}, [("alerts", 2.0)]),
    "no alerts": ("alerts", {"state": "ok"}, [("alerts", 0.0)]),
    "metric": ("metric.rate", {"value": 3}, [("metric.rate", 3.0)]),
    "zero": ("metric.rate", {"value": 0}, [("metric.rate", 0.0)]),
    "no data": ("metric.rate", {"value": None}, []),
    # The key of an outsider shares no series with scores, builds or alerts.
    "other key": ("score", {"value": 3}, [("fact.score", 3.0)]),
    "text": ("acme.tier", {"value": "one"}, []),
    "nothing": ("acme.tier", {}, []),
}


@pytest.mark.parametrize(("key", "value", "expected"), MEASURES.values(), ids=MEASURES)
def test_what_the_history_keeps(key, value, expected):
    found = FACT_ADAPTER.validate_python(fact(key, value))
    assert list(found.kind.measures(key, found.value)) == expected


SUMMARIES = {
    "metric": ("metric.rate", {"value": 99.95}, "99.95"),
    "zero": ("metric.rate", {"value": 0}, "0"),
    "no data": ("metric.rate", {"value": None}, ""),
    "state": ("acme.tier", {"value": 3, "state": "checked"}, "checked"),
    "value": ("acme.tier", {"value": 1200, "unit": "EUR"}, "1,200 EUR"),
    "nothing": ("acme.tier", {}, ""),
}


@pytest.mark.parametrize(("key", "value", "expected"), SUMMARIES.values(), ids=SUMMARIES)
def test_the_summary_in_one_line(key, value, expected):
    found = FACT_ADAPTER.validate_python(fact(key, value))
    assert found.kind.summary(found.value) == expected


SCHEMAS = {
    ("metric.rate", '{"value": 1}'): True,
    ("metric.rate", '{"value": "1"}'): False,
    ("metric.rate", "{}"): False,
    ("metric.rate", "3"): False,
    ("alerts", '{"state": "ok"}'): True,
    ("alerts", '{"state": "fine"}'): False,
    ("alerts", "[]"): False,
    ("ci.runs", '{"status": "passing", "workflows": [{"status": "failing"}]}'): True,
    ("ci.runs", '{"status": "passing", "workflows": ["a"]}'): False,
    ("languages", '{"Go": 1}'): True,
    ("languages", '{"Go": "1"}'): False,
    ("dependencies", '[{"target": "component:default/a"}]'): True,
    ("dependencies", '{"target": "component:default/a"}'): False,
    ("dependencies", '[{"target": "component:default/a", "scope": "peer"}]'): False,
    ("publishes", '[{"purl": "pkg:npm/a", "version": "1.0.0"}]'): True,
    ("publishes", '[{"version": "1.0.0"}]'): False,
    ("template", '{"state": "behind", "templates": []}'): True,
    ("template", '{"state": "old", "templates": []}'): False,
    ("acme.tier", '{"value": "one", "label": "Tier"}'): True,
    ("acme.tier", "3"): False,
}


@pytest.mark.parametrize(("given", "fits"), SCHEMAS.items(), ids=map(str, SCHEMAS))
def test_the_json_schema_of_the_snapshot_knows_the_shapes(given, fits):
    key, text = given
    validator = Draft202012Validator(schema(SchemaName.SNAPSHOT))
    snapshot = Snapshot(version="1", created=NOW, facts=(fact("metric.x", {"value": 1}),))
    found = fact_json(snapshot.facts[0], exclude_none=True)
    facts = [{**found, "key": key, "value": json.loads(text)}]
    data = {"version": "1", "created": MOMENT, "facts": facts}
    assert validator.is_valid(data) is fits
