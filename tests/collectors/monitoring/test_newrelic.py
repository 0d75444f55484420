"""What is read from New Relic: the state of an entity, its open violations, and dashboards."""

from __future__ import annotations

import json
from base64 import b64encode

import httpx
import pytest
from tests.collectors.conftest import PIPELINES
from tests.collectors.monitoring.conftest import PAY
from tests.collectors.providers import TOKEN, recording

from catalogsite.collectors.registry import registry

ENTITY, DASHBOARD = "newrelic.com/entity-guid", "newrelic.com/dashboard-guid"
GUID = PIPELINES[ENTITY]
SETTINGS = registry().enrichments["newrelic"].Settings
MODULE = registry().enrichments["newrelic"]


def answered(*entities, **more):
    return {"/graphql": {"data": {"actor": {"entities": list(entities)}}, **more}}


def service(**fields):
    return {"guid": GUID, "name": "payments", "permalink": "https://one.newrelic.com/1", **fields}


@pytest.mark.parametrize(
    ("word", "state"), {**MODULE.SEVERITIES, "OF_TOMORROW": "no data", None: "no data"}.items()
)
def test_the_severity_of_an_entity(ask, word, state):
    facts, _, _ = ask("newrelic", answered(service(alertSeverity=word)), annotations={ENTITY: GUID})
    assert facts["alerts.newrelic"].value.state == state


def test_an_entity_that_reports_nothing_is_not_ok(ask):
    silent = service(alertSeverity="NOT_ALERTING", reporting=False)
    facts, _, _ = ask("newrelic", answered(silent), annotations={ENTITY: GUID})
    assert facts["alerts.newrelic"].value.state == "no data"


VIOLATIONS = {
    "open": ({"closedAt": None, "alertSeverity": "WARNING"}, ["warning"], "warning"),
    "closed": ({"closedAt": 1769810000000, "alertSeverity": "CRITICAL"}, [], "ok"),
    "a level in place of a severity": ({"level": "critical"}, ["alert"], "alert"),
    "neither": ({}, ["warning"], "warning"),
}


@pytest.mark.parametrize(("fields", "states", "worst"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_the_violations_of_an_entity(ask, fields, states, worst):
    violation = {"violationId": 1, "label": "x", **fields}
    one = service(
        alertSeverity="NOT_ALERTING", reporting=True, recentAlertViolations=[violation, violation]
    )
    value = ask("newrelic", answered(one))[0]["alerts.newrelic"].value
    assert ([each.state for each in value.alerts], value.state) == (states, worst)


@pytest.mark.parametrize("opened", [0, 10**18, 2**62])
def test_a_time_that_is_none_is_left_out(ask, opened):
    one = service(recentAlertViolations=[{"violationId": 1, "label": "x", "openedAt": opened}])
    (alert,) = ask("newrelic", answered(one))[0]["alerts.newrelic"].value.alerts
    assert alert.since is None


def guid(number):
    return b64encode(f"1|APM|APPLICATION|{number}".encode()).decode().rstrip("=")


def test_many_entities_are_asked_for_together(ask, entity):
    def named(number):
        one = entity(f"c{number}")
        one["metadata"]["annotations"] = {ENTITY: guid(number)}
        return one

    _, failures, server = ask("newrelic", entities=tuple(map(named, range(60))))
    asked = [json.loads(one.content)["variables"]["guids"] for one in server.seen]
    assert sorted(map(len, asked)) == [10, 25, 25]
    assert len(failures) == 60


@pytest.mark.parametrize("value", ["payments", "a|b", "bm8=", "größe", "=", ""])
def test_what_is_no_guid_is_not_asked_for(ask, value):
    facts, failures, server = ask("newrelic", annotations={ENTITY: value})
    assert (facts, server.seen) == ({}, [])
    assert [one.reason for one in failures] == (
        [f"{value}: not found, or not allowed"] if value else []
    )


@pytest.mark.parametrize("annotation", [ENTITY, DASHBOARD])
def test_what_new_relic_does_not_give_is_a_failure_of_the_entities_that_name_it(ask, annotation):
    facts, (failure,), _ = ask("newrelic", answered(), annotations={annotation: GUID})
    assert facts == {}
    assert (failure.reason, failure.subjects) == (f"{GUID}: not found, or not allowed", (PAY,))
    assert annotation in failure.fix


def test_with_several_accounts_nobody_knows_which_lacks_an_entity(ask):
    both = (SETTINGS(), SETTINGS(api_url="https://api.eu.newrelic.com"))
    assert ask("newrelic", answered(), enrichments=both)[:2] == ({}, [])


def test_a_query_that_is_refused_in_part_calls_nothing_ok(ask):
    refused = answered(
        service(alertSeverity="NOT_ALERTING"), errors=[{"message": "Access  denied."}]
    )
    facts, failures, _ = ask("newrelic", refused)
    assert facts == {}
    assert {one.reason.partition(": ")[2] for one in failures} == {
        "refused the query: Access denied."
    }
    assert {one.subjects for one in failures} == {(PAY,)}


def test_a_batch_that_fails_costs_no_other(ask, entity):
    def named(name, value):
        one = entity(name)
        one["metadata"]["annotations"] = {ENTITY: value}
        return one

    def answer(request):
        asked = json.loads(request.content)["variables"]["guids"]
        if GUID in asked:
            return httpx.Response(200, json=recording("newrelic/entities.json"))
        return httpx.Response(500)

    others = tuple(named(f"c{number}", guid(number)) for number in range(30))
    facts, failures, _ = ask(
        "newrelic", {"/graphql": answer}, entities=(named("payments", GUID), *others)
    )
    assert set(facts) == {"alerts.newrelic"}
    assert len(failures) == 30


def test_the_account_in_europe_has_an_address_of_its_own(ask):
    _, _, server = ask("newrelic", settings={"api_url": "https://api.eu.newrelic.com"})
    (request,) = server.seen
    assert str(request.url) == "https://api.eu.newrelic.com/graphql"
    assert request.headers["API-Key"] == TOKEN
