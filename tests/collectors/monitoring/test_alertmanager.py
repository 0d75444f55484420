"""Which alerts of an Alertmanager concern an entity, and what a fact keeps of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.collectors.providers import SETTINGS, recorded

from catalogsite.collectors.monitoring import alertmanager
from catalogsite.model.fact import FACT_ADAPTER, value_json
from catalogsite.model.source_run import Failure

PAY = "component:default/payments"
PATH = "/api/v2/alerts"


@pytest.fixture
def ask(context, routes, payments, entity):
    """The facts by subject, the failures and the requests."""

    def asked(
        alerts=None, annotations=None, name="payments", kind="Component", settings=None, **fields
    ):
        one = entity(name, kind=kind)
        one["metadata"]["annotations"] = annotations or {}
        server = routes(recorded("alertmanager") if alerts is None else {PATH: alerts})
        chosen = alertmanager.Settings(**{**SETTINGS["alertmanager"], **(settings or {})})
        given = {**payments, "entities": (one,), **fields}
        found = list(alertmanager.collect(chosen, context(server, **given)))
        failures = [one for one in found if isinstance(one, Failure)]
        return [one for one in found if not isinstance(one, Failure)], failures, server

    return asked


def test_the_recorded_alerts_of_a_component(ask):
    (fact,), failures, server = ask()
    assert FACT_ADAPTER.validate_python(fact) == fact
    assert (fact.subject, fact.key, failures) == (PAY, "alerts.alertmanager", [])
    assert json.loads(json.dumps(value_json(fact))) == {
        "state": "alert",
        "alerts": [
            {
                "name": "HighErrorRate",
                "state": "alert",
                "severity": "critical",
                "since": "2026-01-31T02:00:00.000Z",
                "summary": "5 % of payments fail",
                "url": "https://runbooks.acme.example/high-error-rate",
                "runbook": "https://runbooks.acme.example/high-error-rate",
                "dashboard": "https://grafana.acme.example/d/pay",
                "labels": {"service": "payments", "zone": "a"},
            },
            {
                "name": "QueueFull",
                "state": "silenced",
                "severity": "warning",
                "since": "2026-01-31T04:00:00.000Z",
                "summary": "The queue is full",
                "url": "http://alertmanager:9093/#/alerts?filter=%7Balertname%3D%22QueueFull%22%7D",
                "labels": {"service": "payments"},
            },
        ],
    }
    assert [str(one.url) for one in server.seen] == [
        "http://alertmanager:9093/api/v2/alerts?active=true&silenced=true&inhibited=true"
    ]


def raised(name="Down", state="active", **labels):
    return {"labels": {"alertname": name, **labels}, "annotations": {}, "status": {"state": state}}


NAMES, LABELS = "prometheus.io/alert", "prometheus.io/labels"
MINE, OTHER = raised("A", service="payments"), raised("B", service="db", zone="a")
CASES = {
    "the label": ([MINE, OTHER], {}, ["A"]),
    "no alert at all": ([], {}, None),
    "none of its own": ([OTHER], {}, None),
    "by its name": ([MINE, OTHER], {NAMES: "B"}, ["B"]),
    "all": ([MINE, OTHER], {NAMES: "all"}, ["A", "B"]),
    "by name and label": ([OTHER, raised("B", zone="b")], {NAMES: "B", LABELS: "zone=b"}, ["B"]),
    "a label that none has": ([MINE], {NAMES: "all", LABELS: "zone=b"}, None),
    "another name of the service": ([OTHER], {"catalogsite.dev/metrics-name": "db"}, ["B"]),
}


@pytest.mark.parametrize(("alerts", "annotations", "names"), CASES.values(), ids=CASES)
def test_which_alerts_concern_an_entity(ask, alerts, annotations, names):
    found, failures, _ = ask(alerts, annotations)
    assert failures == []
    assert ([one.name for one in found[0].value.alerts] if found else None) == names


def test_a_team_with_the_name_of_a_service_has_no_alert(ask):
    assert ask([MINE], kind="Group")[0] == []


STATES = {**alertmanager.STATES, "of tomorrow": "warning", "": "warning"}


@pytest.mark.parametrize(("word", "state"), STATES.items())
def test_every_word_has_one_of_ours(ask, word, state):
    (fact,), _, _ = ask([raised(state=word, service="payments")])
    assert (fact.value.alerts[0].state, fact.value.state) == (state, state)


def test_the_reference_lists_every_word():
    page = (Path(__file__).parents[3] / "docs/reference/facts.md").read_text("utf-8")
    section = page.split("## Words for the state of an alert")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| [^|]*\| `(\w+)` \| [^|]* \|$", section, re.MULTILINE)
    assert {word: state for state, word in rows} == alertmanager.STATES


INSTANCES = {
    "without": (None, {}, True),
    "this": ("b", {"prometheus.io/service-name": "b"}, True),
    "other": ("b", {}, False),
}


@pytest.mark.parametrize(("instance", "annotations", "asked"), INSTANCES.values(), ids=INSTANCES)
def test_an_entity_belongs_to_the_server_that_it_names(ask, instance, annotations, asked):
    both = tuple(
        alertmanager.Settings(**SETTINGS["alertmanager"], instance=one) for one in (instance, None)
    )
    found, _, _ = ask(None, annotations, settings={"instance": instance}, enrichments=both)
    assert bool(found) == asked


def test_odd_values_cost_only_themselves(ask):
    odd = [
        {
            "labels": {"alertname": 3, "service": "payments"},
            "annotations": [],
            "status": None,
            "startsAt": "noon",
        },
        "x",
    ]
    (fact,), (failure,), _ = ask(odd)
    (alert,) = fact.value.alerts
    assert (alert.name, alert.state, alert.since) == ("alert", "warning", None)
    assert "another shape" in failure.reason
    assert ask({"alerts": []})[1][0].reason.startswith("expected a list")
