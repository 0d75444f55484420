"""What the collectors of quality read from recorded answers, and what each costs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from tests.collectors.providers import SETTINGS, recorded, recording

from catalogsite.collectors.registry import registry
from catalogsite.model.fact import FACT_ADAPTER, value_json
from catalogsite.model.source_run import Failure

PAY = "component:default/payments"
EXPECTED = json.loads(
    (Path(__file__).parents[1] / "expected/facts/quality.json").read_text("utf-8")
)


@pytest.fixture
def ask(context, routes, payments, entity):
    """The facts and failures of a collector for recorded answers, some replaced, and the requests."""

    def asked(kind, answers=None, *, annotations=None, page=None, settings=None, **fields):
        given = dict(payments)
        if annotations is not None:
            named = entity("payments")
            named["metadata"]["annotations"] = annotations
            given["entities"] = (named,)
        if page is not None:
            given["repositories"] = (
                payments["repositories"][0].model_copy(update={"web_url": page}),
            )
        server = routes({**recorded(kind), **(answers or {})})
        collector = registry().enrichments[kind]
        chosen = collector.Settings(**{**SETTINGS[kind], **(settings or {})})
        found = list(collector.collect(chosen, context(server, **{**given, **fields})))
        failures = [one for one in found if isinstance(one, Failure)]
        facts = {
            one.key: one for one in found if not isinstance(one, Failure) and one.subject == PAY
        }
        return facts, failures, server

    return asked


@pytest.mark.parametrize("kind", EXPECTED)
def test_the_recorded_answers_are_facts(ask, kind):
    facts, failures, server = ask(kind)
    assert failures == []
    assert {key: FACT_ADAPTER.validate_python(one) for key, one in facts.items()} == facts
    shown = json.loads(json.dumps({key: value_json(one) for key, one in facts.items()}))
    assert shown == EXPECTED[kind]["facts"]
    asked = [f"{one.method} {one.url.path}?{one.url.params}".rstrip("?") for one in server.seen]
    assert sorted(asked) == sorted(EXPECTED[kind]["requests"])


def test_the_reference_lists_every_word_of_sonarqube():
    page = (Path(__file__).parents[3] / "docs/reference/quality.md").read_text("utf-8")
    table = page.split("## Words for the state of a gate")[1]
    listed = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|$", table, re.MULTILINE))
    states = registry().enrichments["sonarqube"].STATES
    assert listed == {state: word for word, state in states.items()}


def measured(**values):
    listed = [
        {"metric": key, "value": value, "component": "payments"} for key, value in values.items()
    ]
    return {"/api/measures/search": {"measures": listed}}


GATES = {
    **{word: (word, state) for word, state in registry().enrichments["sonarqube"].STATES.items()},
    "a word of tomorrow": ("AMBER", "unknown"),
    "no gate": (None, "none"),
}


@pytest.mark.parametrize(("word", "state"), GATES.values(), ids=GATES)
def test_the_state_of_a_gate_of_sonarqube(ask, word, state):
    gate = {"alert_status": word} if word else {"bugs": "3"}
    facts, _, _ = ask("sonarqube", measured(**gate))
    value = facts["quality.gate.sonarqube"].value
    assert (value.state, value.raw) == (state, word)


def test_a_project_without_coverage_has_no_number(ask):
    facts, failures, _ = ask("sonarqube", measured(alert_status="OK"))
    assert (set(facts), failures) == ({"quality.gate.sonarqube"}, [])


def test_a_project_that_the_token_may_not_browse_is_reported(ask):
    facts, (failure,), _ = ask("sonarqube", {"/api/measures/search": {"measures": []}})
    assert facts == {}
    assert (failure.reason, failure.subjects) == ("payments: not found, or not allowed", (PAY,))


def test_a_date_that_may_not_be_read_costs_only_itself(ask):
    facts, failures, _ = ask("sonarqube", {"/api/project_analyses/search": 403})
    assert (len(facts), failures) == (2, [])
    assert facts["quality.gate.sonarqube"].value.time is None


def test_odd_details_of_a_gate_cost_only_the_conditions(ask):
    for details in ("", "[]", "{", '{"conditions": 1}', '{"conditions": [1, {}, {"metric": 3}]}'):
        facts, failures, _ = ask(
            "sonarqube", measured(alert_status="OK", quality_gate_details=details)
        )
        assert (facts["quality.gate.sonarqube"].value.measures, failures) == ((), [])


def test_only_metrics_of_the_version_are_asked_for(ask):
    metrics = {"metrics": [{"key": "alert_status", "type": "LEVEL", "name": "Gate"}]}
    _, _, server = ask("sonarqube", {"/api/metrics/search": metrics})
    asked = [one.url.params.get("metricKeys") for one in server.seen]
    assert asked[1] == "alert_status"


INSTANCES = {
    "without one": ("payments", None, True),
    "this one": ("one/payments", "one", True),
    "another one": ("two/payments", "one", False),
    "an unknown one": ("x/payments", None, True),
}


@pytest.mark.parametrize(("value", "instance", "asked"), INSTANCES.values(), ids=INSTANCES)
def test_the_instance_of_sonarqube_stands_before_the_slash(ask, value, instance, asked):
    settings = registry().enrichments["sonarqube"].Settings
    both = tuple(settings(**SETTINGS["sonarqube"], instance=one) for one in (instance, "two"))
    facts, _, _ = ask(
        "sonarqube",
        annotations={"sonarqube.org/project-key": value},
        settings={"instance": instance},
        enrichments=both,
    )
    assert bool(facts) == asked


def test_many_projects_are_asked_for_together(ask, payments, entity):
    def named(number):
        one = entity(f"c{number}")
        one["metadata"]["annotations"] = {"sonarqube.org/project-key": f"k{number}"}
        return one

    _, failures, server = ask("sonarqube", entities=tuple(map(named, range(250))))
    assert len(failures) == 250
    assert [one.url.path for one in server.seen].count("/api/measures/search") == 3


GITHUB = "https://github.com/acme/payments"
PLACES = {
    "annotations": ({"codecov.io/account": "acme", "codecov.io/repo": "payments"}, None, {}, "github/acme"),
    "another host": (
        {"codecov.io/service": "gitlab", "codecov.io/account": "acme", "codecov.io/repo": "x"}, None, {}, "gitlab/acme",
    ),
    "the slug of GitHub": ({"github.com/project-slug": "other/x"}, None, {}, "github/other"),
    "the repository": ({}, GITHUB, {}, "github/acme"),
    "a repository on GitLab": ({}, "https://gitlab.com/acme/sub/x", {}, "gitlab/acme/sub"),
    "a repository elsewhere": ({}, "https://git.acme.example/acme/x", {}, None),
    "a namesake elsewhere": (
        {"github.com/project-slug": "acme/x"}, "https://git.acme.example/acme/x", {}, None,
    ),
    "only annotated ones": ({}, GITHUB, {"annotated": True}, None),
    "an unknown host": ({"codecov.io/service": "svn", "codecov.io/account": "a", "codecov.io/repo": "x"}, None, {}, None),
    "a path that leads out": ({"codecov.io/account": "..", "codecov.io/repo": "x"}, None, {}, None),
}  # fmt: skip


@pytest.mark.parametrize(("named", "page", "settings", "owner"), PLACES.values(), ids=PLACES)
def test_annotations_or_the_repository_name_the_owner_at_codecov(ask, named, page, settings, owner):
    _, _, server = ask("codecov", {"*": 404}, annotations=named, page=page or "", settings=settings)
    assert [one.url.path for one in server.seen] == ([f"/api/v2/{owner}/repos/"] if owner else [])


def test_what_nobody_named_may_be_unknown_to_codecov(ask):
    path = "/api/v2/github/acme/repos/"
    for answers in ({path: 404}, {path: {"results": [], "next": None}}):
        assert ask("codecov", answers, annotations={}, page=GITHUB)[:2] == ({}, [])
        named = {"codecov.io/account": "acme", "codecov.io/repo": "payments"}
        _, (failure,), _ = ask("codecov", answers, annotations=named)
        assert failure.subjects == (PAY,)


def test_a_repository_without_a_report_has_no_percentage(ask):
    facts, _, _ = ask(
        "codecov", annotations={"codecov.io/account": "acme", "codecov.io/repo": "web"}
    )
    assert facts["quality.coverage.codecov"].value.percent is None


def test_every_page_of_codecov_is_read(ask):
    repos = recording("codecov/repos.json")["results"]

    def answer(request):
        first = "page" not in request.url.params
        following = "https://api.codecov.io/api/v2/github/acme/repos/?page=2"
        body = {"results": repos[1:] if first else repos[:1], "next": following if first else None}
        return httpx.Response(200, json=body)

    facts, failures, server = ask("codecov", {"/api/v2/github/acme/repos/": answer})
    assert facts["quality.coverage.codecov"].value.percent == 81.75
    assert (len(server.seen), failures) == (2, [])


def test_one_owner_that_may_not_be_read_costs_no_other(ask, payments, entity):
    other = entity("ledger")
    other["metadata"]["annotations"] = {"codecov.io/account": "bank", "codecov.io/repo": "ledger"}
    entities = (payments["entities"][0], other)
    facts, (failure,), _ = ask("codecov", {"/api/v2/github/bank/repos/": 403}, entities=entities)
    assert set(facts) == {"quality.coverage.codecov"}
    assert failure.subjects == ("component:default/ledger",)
