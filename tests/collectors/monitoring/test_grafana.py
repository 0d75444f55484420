"""What is read from Grafana: which dashboards entities select, and the state of their alerts."""

from __future__ import annotations

import httpx
import pytest
from tests.collectors.monitoring.conftest import PAY
from tests.collectors.providers import recording

from catalogsite.collectors.registry import registry
from catalogsite.model.facts.registry import kind_of

SEARCH, RULES = "/api/search", "/api/prometheus/grafana/api/v1/rules"
SETTINGS = registry().enrichments["grafana"].Settings
SELECTOR, OVERVIEW, LABELS = (
    "grafana/dashboard-selector",
    "grafana/overview-dashboard",
    "grafana/alert-label-selector",
)
QUEUES, PAYMENTS, LEDGER = "Payment queues", "Payments overview", "Ledger"


def titles(facts):
    found = facts.get("dashboards.grafana")
    return [one.title for one in found.value.dashboards] if found else None


SELECTED = {
    "a tag": ({SELECTOR: "payments"}, [QUEUES, PAYMENTS]),
    "an expression": ({SELECTOR: "tags @> 'payments' && folderTitle == 'Shop'"}, [PAYMENTS]),
    "no folder": ({SELECTOR: "folderTitle == ''"}, [QUEUES]),
    "the whole address": ({SELECTOR: "url == 'https://grafana.acme.example/d/ledger1/ledger'"}, [LEDGER]),
    "the address of the folder": (
        {SELECTOR: "folderUrl == 'https://grafana.acme.example/dashboards/f/bank/bank'"}, [LEDGER],
    ),
    "the old name of the annotation": ({"grafana/tag-selector": "ledger"}, [LEDGER]),
    "both names": ({"grafana/tag-selector": "ledger", SELECTOR: "generated"}, [PAYMENTS]),
    "an overview of its own": ({OVERVIEW: "tags @> 'payments'"}, [QUEUES]),
    "an overview comes first": ({SELECTOR: "payments", OVERVIEW: "generated"}, [PAYMENTS, QUEUES]),
    "an overview by its address": (
        {SELECTOR: "payments", OVERVIEW: "https://grafana.acme.example/d/ledger1?orgId=1"}, [LEDGER, QUEUES, PAYMENTS],
    ),
    "an overview that is not listed": ({OVERVIEW: "https://grafana.acme.example/d/other/x"}, ["Overview"]),
    "an overview elsewhere": ({OVERVIEW: "https://charts.acme.example/1"}, ["Overview"]),
}  # fmt: skip


@pytest.mark.parametrize(("named", "expected"), SELECTED.values(), ids=SELECTED)
def test_the_dashboards_that_an_entity_selects(ask, named, expected):
    facts, failures, server = ask("grafana", annotations=named)
    assert (titles(facts), failures) == (expected, [])
    assert [one.url.path for one in server.seen] == [SEARCH]


@pytest.mark.parametrize("annotation", [SELECTOR, OVERVIEW])
def test_a_selector_that_finds_none_says_so(ask, annotation):
    facts, (failure,), _ = ask("grafana", annotations={annotation: "unheard"})
    assert facts == {}
    assert failure.reason == f"`{annotation}: unheard`: not found, or not allowed"
    assert failure.subjects == (PAY,)


def test_a_selector_that_cannot_be_read_is_the_problem_of_the_descriptor(ask):
    # `tests/catalog/cases/annotations.yaml` has what is reported at its line.
    facts, failures, _ = ask("grafana", annotations={SELECTOR: "service=payment"})
    assert (facts, failures) == ({}, [])


def test_all_dashboards_are_asked_for_once_for_all_entities(ask, entity):
    def named(number):
        one = entity(f"c{number}")
        one["metadata"]["annotations"] = {SELECTOR: f"tags @> 't{number}' || tags @> 'payments'"}
        return one

    _, failures, server = ask("grafana", entities=tuple(map(named, range(50))))
    assert (len(server.seen), failures) == (1, [])


def test_every_page_of_dashboards_is_read(ask):
    def answer(request):
        page = int(request.url.params.get("page", "1"))
        count = {1: 1000, 2: 1000, 3: 7}.get(page, 0)
        listed = [
            {"title": f"d{page}-{at}", "url": f"/d/{page}-{at}", "tags": ["payments"]}
            for at in range(count)
        ]
        return httpx.Response(200, json=listed)

    facts, failures, _ = ask("grafana", {SEARCH: answer}, annotations={SELECTOR: "payments"})
    assert (len(titles(facts)), failures) == (2007, [])


def test_a_server_that_ignores_the_page_is_a_failure(ask):
    same = [{"title": f"d{at}", "url": f"/d/{at}", "tags": []} for at in range(1000)]
    answers = {SEARCH: lambda _: httpx.Response(200, json=same)}
    facts, (failure,), _ = ask("grafana", answers, annotations={SELECTOR: "payments"})
    assert facts == {}
    assert failure.reason == "the list leads back to a page that was read"


ADDRESSES = {
    "a sub-path that it knows": ("https://acme.example/grafana", "/grafana/d/x/y", "https://acme.example/grafana/d/x/y"),
    "a sub-path that a proxy adds": ("https://acme.example/grafana", "/d/x/y", "https://acme.example/grafana/d/x/y"),
    "none": ("https://charts.acme.example", "/d/x/y", "https://charts.acme.example/d/x/y"),
}  # fmt: skip


@pytest.mark.parametrize(("web", "path", "whole"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_of_a_dashboard(ask, web, path, whole):
    listed = [{"title": "x", "url": path, "tags": ["payments"]}]
    facts, _, _ = ask("grafana", {SEARCH: listed}, settings={"web_url": web})
    assert [one.url for one in facts["dashboards.grafana"].value.dashboards] == [whole]


def rule(*states, name="r", health="ok", labels=None, **fields):
    labels = {"service": "payments"} if labels is None else labels
    alerts = [{"labels": dict(labels), "state": one} for one in states]
    return {
        "name": name,
        "type": "alerting",
        "health": health,
        "labels": labels,
        "alerts": alerts,
    } | fields


def rules(*listed):
    return {RULES: {"status": "success", "data": {"groups": [{"rules": list(listed)}]}}}


STATES = {
    "alerting before all": (["Normal", "Pending", "NoData", "Error", "Alerting"], "alert"),
    "error before pending": (["Error", "Pending"], "warning"),
    "pending": (["Normal", "Pending"], "warning"),
    "recovering": (["Recovering"], "warning"),
    "no data at all": (["NoData", "NoData"], "no data"),
    "data of some": (["NoData", "Normal"], "ok"),
    "normal": (["Normal", "Normal"], "ok"),
    "with a reason": (["Alerting (NoData)"], "alert"),
    "normal without data": (["Normal (NoData)"], "no data"),
    "normal in spite of an error": (["Normal (Error)"], "no data"),
    "normal because its series is gone": (["Normal (MissingSeries)"], "no data"),
    "normal and updated": (["Normal (Updated)"], "ok"),
    "a word of tomorrow": (["Normal", "Puzzled"], "warning"),
    "no series": ([], "no data"),
}


@pytest.mark.parametrize(("states", "state"), STATES.values(), ids=STATES)
def test_the_state_of_a_rule_with_several_series(ask, states, state):
    facts, failures, _ = ask("grafana", rules(rule(*states)))
    assert (facts["alerts.grafana"].value.state, failures) == (state, [])


@pytest.mark.parametrize("fields", [{"isPaused": True}, {"health": "error"}, {"health": "nodata"}])
def test_a_rule_that_is_not_evaluated_is_not_ok(ask, fields):
    facts, _, _ = ask("grafana", rules(rule("Normal", **fields)))
    assert facts["alerts.grafana"].value.state == "no data"


def test_a_rule_that_cannot_be_evaluated_says_so(ask):
    facts, _, _ = ask("grafana", rules(rule("Error")))
    (alert,) = facts["alerts.grafana"].value.alerts
    assert (alert.state, alert.summary) == ("warning", "the rule cannot be evaluated")


def test_the_worst_rule_counts(ask):
    listed = rules(rule("Normal"), rule("NoData", name="s"), rule("Pending", name="t"))
    value = ask("grafana", listed)[0]["alerts.grafana"].value
    assert (value.state, [one.name for one in value.alerts]) == ("warning", ["t"])
    assert kind_of("alerts.grafana").status(value).word == "warning"


LABELLED = {
    "one label": ("service=payments", {"service": "payments"}, True),
    "another value": ("service=ledger", {"service": "payments"}, False),
    "any of several": ("service=ledger, team=pay", {"team": "pay"}, True),
    "what follows a second sign": ("service=payments=x", {"service": "payments"}, True),
    "no value": ("payments", {"payments": ""}, False),
}


@pytest.mark.parametrize(("selector", "labels", "found"), LABELLED.values(), ids=LABELLED)
def test_the_rules_that_labels_select(ask, selector, labels, found):
    listed = rules(rule("Alerting", labels=labels))
    facts, failures, _ = ask("grafana", listed, annotations={LABELS: selector})
    assert ("alerts.grafana" in facts, len(failures)) == (found, not found)
    for one in failures:
        assert one.reason == f"the rules with `{selector}`: not found, or not allowed"


def test_of_a_rule_for_all_services_only_the_series_of_the_entity_count(ask):
    shared = rule(labels={}) | {
        "alerts": [
            {"labels": {"service": "payments"}, "state": "Normal"},
            {"labels": {"service": "ledger"}, "state": "Alerting"},
        ]
    }
    assert ask("grafana", rules(shared))[0]["alerts.grafana"].value.state == "ok"


def test_an_alert_that_two_labels_select_counts_once(ask):
    both = {LABELS: "service=payments,team=pay"}
    listed = rules(rule("Alerting", labels={"service": "payments", "team": "pay"}))
    facts, _, _ = ask("grafana", listed, annotations=both)
    assert len(facts["alerts.grafana"].value.alerts) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            {"status": "error", "errorType": "internal"},
            'expected "success" at `status`, got a text',
        ),
        (
            {"status": "success", "data": {"groups": [], "groupNextToken": "x"}},
            "lists only a part of the rules",
        ),
    ],
)
def test_rules_that_are_not_all_listed_call_nothing_ok(ask, answer, reason):
    facts, (failure,), _ = ask("grafana", {RULES: answer})
    assert set(facts) == {"dashboards.grafana"}
    assert (failure.reason, failure.subjects) == (reason, ("alerts.grafana",))


@pytest.mark.parametrize(
    ("path", "lost"), [(SEARCH, "dashboards.grafana"), (RULES, "alerts.grafana")]
)
def test_what_the_token_may_not_read_costs_only_that(ask, path, lost):
    facts, (failure,), _ = ask("grafana", {path: 403})
    assert set(facts) == {"dashboards.grafana", "alerts.grafana"} - {lost}
    assert failure.subjects == (lost,)


HOSTS = {
    "none is named": ({}, None, "https://grafana.acme.example", 0),
    "the other one": ({"grafana/host-id": "eu"}, None, None, 0),
    "this one": ({"grafana/host-id": "us"}, "us", "https://grafana.acme.example", 0),
    "one that nobody configured": ({"grafana/host-id": "x"}, None, None, 1),
}


@pytest.mark.parametrize(("named", "instance", "asked", "failed"), HOSTS.values(), ids=HOSTS)
def test_an_entity_belongs_to_the_grafana_that_it_names(ask, named, instance, asked, failed):
    own = {"url": "https://grafana.acme.example", "instance": instance}
    both = (SETTINGS(**own), SETTINGS(url="https://eu.acme.example", instance="eu"))
    _, failures, server = ask(
        "grafana",
        annotations={SELECTOR: "payments", **named},
        settings={"instance": instance},
        enrichments=both,
    )
    assert {f"https://{one.url.host}" for one in server.seen} == ({asked} if asked else set())
    assert len(failures) == failed
    for one in failures:
        assert one.reason == "`grafana/host-id: x`: no `grafana` with this `instance` is configured"
        assert one.subjects == (PAY,)


def test_an_unknown_grafana_is_reported_once(ask):
    settings = {"url": "https://eu.acme.example", "instance": "eu"}
    first = SETTINGS(url="https://grafana.acme.example")
    named = {SELECTOR: "payments", "grafana/host-id": "x"}
    _, failures, _ = ask(
        "grafana", annotations=named, settings=settings, enrichments=(first, SETTINGS(**settings))
    )
    assert failures == []


def test_the_recordings_have_what_is_ignored():
    listed = recording("grafana/rules.json")["data"]["groups"][0]["rules"]
    assert {one["type"] for one in listed} == {"alerting", "recording"}
