"""What the collectors of shifts and incidents read from recorded answers, and what each costs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from tests.collectors.providers import SETTINGS, TOKEN, recorded, recording
from tests.collectors.reference_words import reference_words

from catalogsite.collectors.registry import registry
from catalogsite.model.fact import FACT_ADAPTER, value_json
from catalogsite.model.source_run import Failure

PAY = "component:default/payments"
KINDS = ("pagerduty", "opsgenie", "grafana_oncall")
ANNOTATIONS = {
    "pagerduty": "pagerduty.com/service-id",
    "opsgenie": "opsgenie.com/team",
    "grafana_oncall": "catalogsite.dev/oncall-integration",
}
INCIDENTS = {
    "pagerduty": "/incidents",
    "opsgenie": "/v1/incidents/",
    "grafana_oncall": "/api/v1/alert_groups/",
}
EXPECTED = json.loads((Path(__file__).parent / "expected/facts/on_call.json").read_text("utf-8"))


@pytest.fixture
def ask(context, routes, payments, entity):
    """The facts and failures of a collector for recorded answers, some replaced, and the requests."""

    def asked(kind, answers=None, *, annotations=None, settings=None, **fields):
        given = dict(payments)
        if annotations is not None:
            named = entity("payments")
            named["metadata"]["annotations"] = annotations
            given["entities"] = (named,)
        server = routes({**recorded(kind), **(answers or {})})
        collector = registry().enrichments[kind]
        chosen = collector.Settings(**{**SETTINGS[kind], **(settings or {})})
        found = list(collector.collect(chosen, context(server, **{**given, **fields})))
        failures = [one for one in found if isinstance(one, Failure)]
        facts = {one.key: one for one in found if not isinstance(one, Failure)}
        return facts, failures, server

    return asked


@pytest.mark.parametrize("kind", KINDS)
def test_the_recorded_answers_are_shifts_and_incidents(ask, kind):
    facts, failures, server = ask(kind, settings={"names": True})
    expected = EXPECTED[kind]
    assert failures == []
    assert {key: FACT_ADAPTER.validate_python(one) for key, one in facts.items()} == facts
    assert {one.subject for one in facts.values()} == {PAY}
    assert {key.partition(".")[0]: value_json(one) for key, one in facts.items()} == {
        "on_call": expected["on_call"],
        "incidents": expected["incidents"],
    }
    assert {one.provenance.url for one in facts.values()} == {expected["on_call"]["url"]}
    shown = [f"{one.url.path}?{one.url.params}".rstrip("?") for one in server.seen]
    assert sorted(shown) == sorted(expected["requests"])


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_people_are_read_only_where_the_settings_allow_it(ask, kind):
    _, _, server = ask(kind)
    people = re.compile(r"(?i)ann|ben\b|\bcy\b|lund|okafor")
    assert any(people.search(json.dumps(recording(name))) for name in _recordings(kind))
    facts, _, _ = ask(kind)
    assert server.seen
    assert not people.search(repr(facts))


def _recordings(kind):
    from tests.collectors.providers import RECORDED

    return RECORDED[kind].values()


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_annotation_nothing_is_asked(ask, kind):
    assert ask(kind, annotations={})[2].seen == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_entity_of_an_archived_repository_is_left_out(ask, payments, kind):
    archived = payments["repositories"][0].model_copy(update={"archived": True})
    assert ask(kind, repositories=(archived,))[2].seen == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_provider_does_not_list_is_a_failure_of_the_entities_that_name_it(ask, kind):
    facts, (failure,), _ = ask(kind, annotations={ANNOTATIONS[kind]: "GONE"})
    assert facts == {}
    assert failure.reason == "GONE: not found, or not allowed"
    assert failure.subjects == (PAY,)
    assert ANNOTATIONS[kind] in failure.fix


@pytest.mark.parametrize("kind", KINDS)
def test_incidents_that_may_not_be_read_cost_no_shift(ask, kind):
    facts, (failure,), _ = ask(kind, {INCIDENTS[kind]: 403})
    assert set(facts) == {f"on_call.{kind}"}
    assert failure.subjects == (f"incidents.{kind}",)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_token_is_one_failure_of_all(ask, kind):
    facts, (failure,), server = ask(kind, dict.fromkeys(recorded(kind), 401))
    assert (facts, failure.subjects) == ({}, ())
    assert len(server.seen) == 1


def test_each_provider_gets_its_token_in_its_own_form(ask):
    sent = {kind: ask(kind)[2].seen[0].headers["Authorization"] for kind in KINDS}
    assert sent == {
        "pagerduty": f"Token token={TOKEN}",
        "opsgenie": f"GenieKey {TOKEN}",
        "grafana_oncall": f"Bearer {TOKEN}",
    }
    _, _, server = ask("grafana_oncall", settings={"stack_url": None})
    assert server.seen[0].headers["Authorization"] == TOKEN


ONE_INCIDENT = {
    "pagerduty": (
        "/incidents",
        lambda word: {
            "incidents": [{"id": "i", "status": word, "service": {"id": "PSVC001"}}],
            "more": False,
        },
    ),
    "opsgenie": (
        "/v1/incidents/",
        lambda word: {"data": [{"id": "i", "status": word, "ownerTeam": "t1"}]},
    ),
    "grafana_oncall": (
        "/api/v1/alert_groups/",
        lambda word: {
            "results": [{"id": "i", "state": word, "integration_id": "CPAY001"}],
            "next": None,
        },
    ),
}
WORDS = [
    (kind, word, state)
    for kind in KINDS
    for word, state in {**registry().enrichments[kind].STATES, "of tomorrow": "triggered"}.items()
]


@pytest.mark.parametrize(("kind", "word", "state"), WORDS)
def test_every_word_of_a_provider_has_one_of_ours(ask, kind, word, state):
    path, answer = ONE_INCIDENT[kind]
    facts, _, _ = ask(kind, {path: answer(word)})
    value = facts[f"incidents.{kind}"].value
    assert [one.state for one in value.incidents] == [state]
    assert value.state == ("none" if state == "resolved" else state)


def test_the_reference_lists_every_word():
    listed = reference_words("on-call.md", "Words for the state of an incident")
    modules = registry().enrichments
    assert listed == {
        (modules[kind].TITLE, word): state
        for kind in KINDS
        for word, state in modules[kind].STATES.items()
    }


@pytest.mark.parametrize("word", ["maintenance", "disabled"])
def test_a_service_of_pagerduty_that_opens_no_incident_is_paused(ask, word):
    services = recording("pagerduty/services.json")
    services["services"][0]["status"] = word
    facts, _, _ = ask("pagerduty", {"/services": services, "/incidents": {"incidents": []}})
    assert facts["incidents.pagerduty"].value.state == "paused"


def test_an_integration_key_names_a_service_and_is_nowhere(ask, caplog):
    key = "0123456789abcdef0123456789abcdef"
    with caplog.at_level(0):
        facts, failures, server = ask(
            "pagerduty", annotations={"pagerduty.com/integration-key": key}
        )
    assert (set(facts), failures) == ({"on_call.pagerduty", "incidents.pagerduty"}, [])
    wrong = "f" * 32
    _, (failure,), _ = ask("pagerduty", annotations={"pagerduty.com/integration-key": wrong})
    assert failure.reason == f"the integration key of {PAY}: not found, or not allowed"
    told = repr((facts, failure)) + caplog.text + " ".join(str(one.url) for one in server.seen)
    assert key not in told
    assert wrong not in told


ACCOUNTS = {
    "no account is named": ({}, None, True),
    "the entity names this account": ({"pagerduty.com/account": "eu"}, "eu", True),
    "the entity names the other account": ({"pagerduty.com/account": "us"}, "eu", False),
    "the entity names an unknown account": ({"pagerduty.com/account": "x"}, None, True),
}


@pytest.mark.parametrize(("named", "instance", "asked"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_an_entity_belongs_to_the_account_that_it_names(ask, named, instance, asked):
    settings = registry().enrichments["pagerduty"].Settings
    both = (settings(instance=instance), settings(instance="us"))
    annotations = {"pagerduty.com/service-id": "PSVC001", **named}
    facts, _, _ = ask(
        "pagerduty", annotations=annotations, settings={"instance": instance}, enrichments=both
    )
    assert bool(facts) == asked


def test_every_page_of_pagerduty_is_read(ask):
    services = recording("pagerduty/services.json")["services"]

    def answer(request):
        offset = int(request.url.params.get("offset", "0"))
        body = {"services": services[1 - offset : 2 - offset], "more": offset == 0}
        return httpx.Response(200, json=body)

    facts, failures, server = ask("pagerduty", {"/services": answer})
    assert (set(facts), failures) == ({"on_call.pagerduty", "incidents.pagerduty"}, [])
    assert [one.url.params.get("offset") for one in server.seen][:2] == [None, "1"]


def test_a_list_of_pagerduty_that_does_not_end_is_a_failure(ask):
    facts, (failure,), _ = ask("pagerduty", {"/services": {"services": [], "more": True}})
    assert (facts, failure.subjects) == ({}, ())
    assert failure.reason == "the list leads back to a page that was read"


@pytest.mark.parametrize("kind", ["opsgenie", "grafana_oncall"])
def test_a_next_page_on_another_server_is_refused(ask, kind):
    path, key = {
        "opsgenie": ("/v2/teams", "data"),
        "grafana_oncall": ("/api/v1/integrations/", "results"),
    }[kind]
    elsewhere = "https://evil.example.com/next"
    body = {key: [], "paging": {"next": elsewhere}, "next": elsewhere}
    facts, (failure,), server = ask(kind, {path: body})
    assert facts == {}
    assert "evil" not in {one.url.host for one in server.seen}
    # Opsgenie has alerts besides teams, which this costs nothing.
    own = ("on_call.opsgenie", "incidents.opsgenie") if kind == "opsgenie" else ()
    assert failure.subjects == own


def test_a_team_of_opsgenie_without_a_schedule_has_nobody_on_call(ask):
    facts, _, _ = ask(
        "opsgenie",
        annotations={"opsgenie.com/team": "payments"},
        answers={"/v2/schedules": {"data": []}},
    )
    assert facts["on_call.opsgenie"].value.now == ()


def test_a_schedule_of_opsgenie_that_fails_is_no_empty_rota(ask):
    facts, (failure,), _ = ask("opsgenie", {"/v2/schedules/s1/timeline": 500})
    assert set(facts) == {"incidents.opsgenie"}
    assert failure.subjects == ("on_call.opsgenie",)


SELECTOR = {"opsgenie.com/component-selector": 'tag:"service:pay"'}


def opsgenie_alert(id_, **fields):
    return {"id": id_, "message": f"alert {id_}", "status": "open", "priority": "P1", **fields}


def test_the_open_alerts_that_a_selector_finds(ask):
    alerts = [
        opsgenie_alert("a1", createdAt="2026-01-31T23:10:00Z", acknowledged=False),
        opsgenie_alert("a2", acknowledged=True, priority="P3"),
        opsgenie_alert("a3", acknowledged=True, snoozed=True),
    ]
    facts, failures, server = ask(
        "opsgenie", {"/v2/alerts": {"data": alerts}}, annotations=SELECTOR
    )
    assert (set(facts), failures) == ({"alerts.opsgenie"}, [])
    value = facts["alerts.opsgenie"].value
    assert [(one.name, one.state, one.severity) for one in value.alerts] == [
        ("alert a1", "alert", "P1"),
        ("alert a2", "warning", "P3"),
        ("alert a3", "silenced", "P1"),
    ]
    assert value.alerts[0].since == "2026-01-31T23:10:00Z"
    assert value.alerts[0].url == "https://app.opsgenie.com/alert/detail/a1/details"
    (request,) = server.seen
    assert request.url.params["query"] == 'status:open AND (tag:"service:pay")'


def test_a_selector_that_finds_nothing_calls_nothing_ok(ask):
    assert ask("opsgenie", {"/v2/alerts": {"data": []}}, annotations=SELECTOR)[:2] == ({}, [])


def test_teams_that_are_refused_cost_no_alert(ask):
    named = {**SELECTOR, "opsgenie.com/team": "payments"}
    answers = {"/v2/teams": 403, "/v2/alerts": {"data": [opsgenie_alert("a1")]}}
    facts, (failure,), _ = ask("opsgenie", answers, annotations=named)
    assert set(facts) == {"alerts.opsgenie"}
    assert failure.subjects == ("on_call.opsgenie", "incidents.opsgenie")


def test_who_is_notified_without_a_schedule_is_not_called_nobody(ask):
    direct = {"id": "E0", "escalation_chain_id": "FPAY001", "type": "notify_persons"}
    path = "/api/v1/escalation_policies/"
    facts, failures, _ = ask("grafana_oncall", {path: {"results": [direct], "next": None}})
    assert (set(facts), failures) == ({"incidents.grafana_oncall"}, [])


def test_a_selector_that_is_refused_costs_no_shift(ask):
    named = {**SELECTOR, "opsgenie.com/team": "payments"}
    facts, (failure,), _ = ask("opsgenie", {"/v2/alerts": 422}, annotations=named)
    assert set(facts) == {"on_call.opsgenie", "incidents.opsgenie"}
    assert failure.subjects == (PAY,)
    assert failure.reason.startswith('`opsgenie.com/component-selector: tag:"service:pay"`: ')
