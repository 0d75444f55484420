"""What is read from Datadog: groups of monitors, muted ones, windows of objectives, definitions."""

from __future__ import annotations

import httpx
import pytest
from tests.collectors.monitoring.conftest import PAY
from tests.collectors.providers import TOKEN, recording

from catalogsite.collectors.monitoring.datadog.monitors import STATES
from catalogsite.collectors.monitoring.datadog.objectives import STATES as OBJECTIVE_STATES
from catalogsite.collectors.registry import registry

MONITORS, OBJECTIVES = "/api/v1/monitor", "/api/v1/slo/search"
DEFINITIONS = "/api/v2/services/definitions"
NOW, PAST, AHEAD = 1769904000, 1769900000, 1769990000
SETTINGS = registry().enrichments["datadog"].Settings


def monitor(**fields):
    return {"id": 1, "name": "m", "tags": ["service:payments"], "overall_state": "OK", **fields}


def groups(**states):
    found = {
        name.replace("_", ":").replace("__", ","): {"status": one} for name, one in states.items()
    }
    return {"multi": True, "state": {"groups": found}}


WORDS = {**STATES, "of tomorrow": "unknown", None: "unknown"}


@pytest.mark.parametrize(("word", "state"), WORDS.items())
def test_the_state_of_a_monitor(ask, word, state):
    facts, _, _ = ask("datadog", {MONITORS: [monitor(overall_state=word)]})
    assert [one.state for one in facts["monitors.datadog"].value.monitors] == [state]


def downtime(*scope, start=PAST, end=None):
    return {"start": start, "end": end, "scope": list(scope)}


STATE_OF = {
    "the worst group": (groups(host_a="Warn", host_b="OK") | {"overall_state": "Warn"}, "warning"),
    "more than its groups say": (groups(host_a="OK") | {"overall_state": "Alert"}, "alert"),
    "a group without data": (groups(host_a="No Data", host_b="OK"), "no data"),
    "no groups, although there are several": ({"multi": True, "overall_state": "Warn"}, "warning"),
    "only the groups of the service": (
        groups(service_payments="OK", service_web="Alert") | {"overall_state": "Alert", "tags": []}, "ok",
    ),
    "a draft": ({"overall_state": "Alert", "draft_status": "draft"}, "paused"),
    "silenced": ({"overall_state": "Alert", "options": {"silenced": {"*": None}}}, "paused"),
    "silenced for a while": ({"overall_state": "Alert", "options": {"silenced": {"*": AHEAD}}}, "paused"),
    "silenced until yesterday": ({"overall_state": "Alert", "options": {"silenced": {"*": PAST}}}, "alert"),
    "a silenced group": (
        groups(host_a="Alert", host_b="OK") | {"overall_state": "Alert", "options": {"silenced": {"host:a": None}}}, "paused",
    ),
    "another group than the silenced one": (
        groups(host_a="Alert", host_b="Alert") | {"options": {"silenced": {"host:a": None}}}, "alert",
    ),
    "a downtime": ({"overall_state": "Alert", "matching_downtimes": [downtime("env:prod")]}, "paused"),
    "a downtime that is over": (
        {"overall_state": "Alert", "matching_downtimes": [downtime("*", end=PAST)]}, "alert",
    ),
    "a downtime to come": (
        {"overall_state": "Alert", "matching_downtimes": [downtime("*", start=AHEAD)]}, "alert",
    ),
    "a downtime of all groups": (
        groups(host_a="Alert") | {"overall_state": "Alert", "matching_downtimes": [downtime("*")]}, "paused",
    ),
    "a downtime of other groups": (
        groups(host_a="Alert") | {"matching_downtimes": [downtime("host:b")]}, "alert",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "state"), STATE_OF.values(), ids=STATE_OF)
def test_groups_silences_and_downtimes_decide_the_state(ask, fields, state):
    facts, failures, _ = ask("datadog", {MONITORS: [monitor(**fields)]})
    assert [one.state for one in facts["monitors.datadog"].value.monitors] == [state]
    assert failures == []


def test_the_groups_with_the_state_are_named(ask):
    states = dict.fromkeys(("host_a", "host_b", "host_c", "host_d"), "Alert") | {"host_e": "OK"}
    facts, _, _ = ask("datadog", {MONITORS: [monitor(**groups(**states), overall_state="Alert")]})
    (one,) = facts["monitors.datadog"].value.monitors
    assert one.summary == "4 of 5 groups: host:a, host:b, host:c, …"


def test_a_deleted_monitor_watches_nothing(ask):
    facts, _, _ = ask("datadog", {MONITORS: [monitor(deleted="2026-01-01T00:00:00+00:00")]})
    assert "monitors.datadog" not in facts


@pytest.mark.parametrize("seconds", [0, 10**18, 2**62])
def test_a_time_that_is_none_is_left_out(ask, seconds):
    state = {"groups": {"host:a": {"status": "Alert", "last_triggered_ts": seconds}}}
    facts, _, _ = ask("datadog", {MONITORS: [monitor(multi=True, state=state)]})
    assert facts["monitors.datadog"].value.monitors[0].since is None


def pages(request):
    """250 monitors, of which the server gives a hundred at a time."""
    first = int(request.url.params["page"]) * 100
    listed = [monitor(id=at + 1, name=f"m{at:03}") for at in range(first, min(first + 100, 250))]
    return httpx.Response(200, json=listed)


def test_every_page_of_monitors_is_read(ask):
    facts, failures, server = ask("datadog", {MONITORS: pages})
    assert (len(facts["monitors.datadog"].value.monitors), failures) == (250, [])
    asked = [one.url.params["page"] for one in server.seen if one.url.path == MONITORS]
    assert asked == ["0", "1", "2"]


def test_a_server_that_ignores_the_page_is_a_failure(ask):
    same = [monitor(id=at) for at in range(100)]
    facts, (failure,), _ = ask("datadog", {MONITORS: lambda _: httpx.Response(200, json=same)})
    assert "monitors.datadog" not in facts
    assert failure.reason == "the list leads back to a page that was read"
    assert failure.subjects == ("monitors.datadog",)


def objective(number, **fields):
    attributes = {
        "name": f"o{number}",
        "service_tags": ["service:payments"],
        "thresholds": [{"timeframe": "30d", "target": 99}],
        "overall_status": [{"timeframe": "30d", "state": "ok", "status": 99.5}],
        **fields,
    }
    return {"data": {"id": f"id{number}", "attributes": attributes}}


def objectives(*listed, total=None):
    pagination = {"total": len(listed) if total is None else total}
    return {"data": {"attributes": {"slos": list(listed)}}, "meta": {"pagination": pagination}}


OBJECTIVE_WORDS = {**OBJECTIVE_STATES, "of tomorrow": None, None: "no data"}


@pytest.mark.parametrize(("word", "state"), OBJECTIVE_WORDS.items())
def test_the_state_of_an_objective(ask, word, state):
    status = [{"timeframe": "30d", "state": word}]
    facts, _, _ = ask("datadog", {OBJECTIVES: objectives(objective(1, overall_status=status))})
    assert [one.state for one in facts["slo.datadog"].value.objectives] == [state]


def test_an_objective_that_is_not_measured_has_no_data(ask):
    facts, _, _ = ask("datadog", {OBJECTIVES: objectives(objective(1, overall_status=[]))})
    (one,) = facts["slo.datadog"].value.objectives
    assert (one.state, one.current) == ("no data", None)


def test_every_page_of_objectives_is_read(ask):
    def answer(request):
        at = int(request.url.params["page[number]"])
        listed = [objective(number) for number in range(at * 10, min(at * 10 + 10, 25))]
        return httpx.Response(200, json=objectives(*listed, total=25))

    facts, failures, _ = ask("datadog", {OBJECTIVES: answer})
    assert (len(facts["slo.datadog"].value.objectives), failures) == (25, [])


INCOMPLETE = {
    "an empty page": (objectives(total=3), "listed 0 of 3 objectives"),
    "the same page": (objectives(objective(1), total=3), "the list leads back to a page that was read"),
    "no total": (
        {"data": {"attributes": {"slos": [objective(1)]}}},
        "expected a whole number at `meta.pagination.total`, got null",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "reason"), INCOMPLETE.values(), ids=INCOMPLETE)
def test_objectives_that_are_not_all_listed_are_a_failure(ask, answer, reason):
    facts, (failure,), _ = ask("datadog", {OBJECTIVES: answer})
    assert "slo.datadog" not in facts
    assert (failure.reason, failure.subjects) == (reason, ("slo.datadog",))
    assert failure.fix


ODD = {
    "a target above all": (
        {"thresholds": [{"timeframe": "30d", "target": 101}]}, "expected a percentage", 0,
    ),
    "no target": ({"thresholds": [{"timeframe": "30d"}]}, "expected a target", 0),
    "a budget above all": (
        {"overall_status": [{"timeframe": "30d", "error_budget_remaining": 101}]}, "expected a percentage", 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "reason", "kept"), ODD.values(), ids=ODD)
def test_an_odd_objective_costs_only_itself(ask, fields, reason, kept):
    listed = objectives(objective(1), objective(2, **fields))
    facts, failures, _ = ask("datadog", {OBJECTIVES: listed})
    assert len(facts["slo.datadog"].value.objectives) == 1 + kept
    assert all(reason in one.reason for one in failures)
    assert failures


PARTS = {
    MONITORS: {"monitors.datadog"},
    OBJECTIVES: {"slo.datadog"},
    DEFINITIONS: {"dashboards.datadog", "datadog.runbook", "datadog.on_call"},
}


@pytest.mark.parametrize("path", PARTS)
def test_what_the_application_key_may_not_read_costs_only_that(ask, path):
    facts, (failure,), _ = ask("datadog", {path: 403})
    assert set(facts) == set().union(*PARTS.values()) - PARTS[path]
    assert set(failure.subjects) == PARTS[path]


DASHBOARDS = {
    "one": ("https://app.datadoghq.com/dashboard/abc-def/payments-overview?x=1", ["Payments overview"]),
    "several": (
        "https://app.datadoghq.com/dashboard/a-b, https://p.datadoghq.eu/sb/xyz-123", ["Datadog dashboard"] * 2,
    ),
    "no address": ("abc-def", None),
}  # fmt: skip


@pytest.mark.parametrize(("value", "titles"), DASHBOARDS.values(), ids=DASHBOARDS)
@pytest.mark.parametrize("definitions", [recording("datadog/definitions.json"), 403])
def test_the_dashboards_of_the_annotation_count_before_those_of_the_definition(
    ask, value, titles, definitions
):
    named = {"datadoghq.com/dashboard-url": value}
    facts, _, _ = ask("datadog", {DEFINITIONS: definitions}, annotations=named)
    found = facts.get("dashboards.datadog")
    shown = [one.title for one in found.value.dashboards] if found else None
    expected = titles or (["Payments overview"] if definitions != 403 else None)
    assert shown == expected


SERVICES = {
    "its own name": ({}, "Component", "payments", True),
    "another service": ({"datadoghq.com/service": "Pay-V2"}, "Component", "pay-v2", True),
    "a group": ({}, "Group", "payments", False),
    "a group with the annotation": ({"datadoghq.com/service": "x"}, "Group", "x", True),
}


@pytest.mark.parametrize(("named", "sort", "tag", "found"), SERVICES.values(), ids=SERVICES)
def test_the_service_of_an_entity(ask, entity, named, sort, tag, found):
    one = entity("payments", kind=sort)
    one["metadata"]["annotations"] = named
    watched = [monitor(tags=[f"service:{tag.upper()}"])]
    ref = f"{sort.lower()}:default/payments"
    collector = registry().enrichments["datadog"]
    facts, failures, server = ask("datadog", {MONITORS: watched}, entities=(one,))
    assert bool(server.seen) == found
    assert failures == []
    if ref == PAY:
        assert "monitors.datadog" in facts
    assert collector.HINT.annotation == "datadoghq.com/service"


SITES = {
    "none is named": ({}, "datadoghq.com", True, 0),
    "this one": ({"datadoghq.com/site": "datadoghq.eu"}, "datadoghq.eu", True, 0),
    "the other one": ({"datadoghq.com/site": "us5.datadoghq.com"}, "datadoghq.com", False, 0),
    "one that nobody configured": (
        {"datadoghq.com/site": "ddog-gov.com"},
        "datadoghq.com",
        False,
        1,
    ),
}


@pytest.mark.parametrize(("named", "site", "asked", "failed"), SITES.values(), ids=SITES)
def test_an_entity_belongs_to_the_site_that_it_names(ask, named, site, asked, failed):
    both = (SETTINGS(site=site), SETTINGS(site="us5.datadoghq.com"))
    _, failures, server = ask(
        "datadog", annotations=named, settings={"site": site}, enrichments=both
    )
    assert (bool(server.seen), len(failures)) == (asked, failed)
    for one in failures:
        assert one.reason == (
            "`datadoghq.com/site: ddog-gov.com`: no `datadog` of this site is configured"
        )
        assert one.subjects == (PAY,)


@pytest.mark.parametrize(
    ("site", "env", "host", "pages"),
    [
        (None, None, "api.datadoghq.com", "https://app.datadoghq.com/"),
        (None, "datadoghq.eu", "api.datadoghq.eu", "https://app.datadoghq.eu/"),
        (
            "us3.datadoghq.com",
            "datadoghq.eu",
            "api.us3.datadoghq.com",
            "https://us3.datadoghq.com/",
        ),
    ],
)
def test_the_site_decides_the_addresses(ask, site, env, host, pages):
    keys = {"DD_API_KEY": TOKEN, "DD_APP_KEY": TOKEN, **({"DD_SITE": env} if env else {})}
    facts, _, server = ask("datadog", settings={"site": site, "api_url": None}, env=keys)
    assert {one.url.host for one in server.seen} == {host}
    assert facts["monitors.datadog"].provenance.url.startswith(pages)


def test_without_the_application_key_the_other_one_is_sent_alone(ask):
    _, _, server = ask("datadog", env={"DD_API_KEY": TOKEN})
    assert server.seen[0].headers["DD-API-KEY"] == TOKEN
    assert "DD-APPLICATION-KEY" not in server.seen[0].headers


def test_no_message_quotes_either_key(ask, caplog):
    def quoting(request):
        held = " ".join(request.headers.values())
        return httpx.Response(403, json={"message": held, "errors": [held]})

    keys = {"DD_API_KEY": "api-s3cret", "DD_APP_KEY": "app-s3cret"}
    with caplog.at_level(0):
        _, failures, _ = ask(
            "datadog", dict.fromkeys((MONITORS, OBJECTIVES, DEFINITIONS), quoting), env=keys
        )
    assert len(failures) == 3
    assert "s3cret" not in repr(failures) + caplog.text
