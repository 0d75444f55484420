"""What the collectors of deployments read from recorded answers, and what each costs."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from tests.collectors.providers import RECORDED, SETTINGS, recorded, recording
from tests.collectors.reference_words import reference_words

from catalogsite.collectors.registry import registry
from catalogsite.model.fact import FACT_ADAPTER, value_json
from catalogsite.model.source_run import Failure

PAY = "component:default/payments"
KINDS = ("github_deployments", "gitlab_deployments", "argocd", "kubernetes")
EXPECTED = json.loads(
    (Path(__file__).parents[1] / "expected/facts/deployments.json").read_text("utf-8")
)
MODULES = registry().enrichments
GITLAB = "/api/v4/projects/acme/payments"


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
        chosen = MODULES[kind].Settings(**{**SETTINGS[kind], **(settings or {})})
        found = list(MODULES[kind].collect(chosen, context(server, **{**given, **fields})))
        failures = [one for one in found if isinstance(one, Failure)]
        facts = {one.subject: one for one in found if not isinstance(one, Failure)}
        return facts, failures, server

    return asked


def states(fact):
    return [(one.environment, one.state, one.version) for one in fact.value.deployments]


@pytest.mark.parametrize("kind", KINDS)
def test_the_recorded_answers_are_deployments(ask, kind):
    facts, failures, server = ask(kind)
    expected = EXPECTED[kind]
    assert failures == []
    assert FACT_ADAPTER.validate_python(facts[PAY]) == facts[PAY]
    assert value_json(facts[PAY])["deployments"] == expected["deployments"]
    shown = [f"{one.url.path}?{one.url.params}".rstrip("?") for one in server.seen]
    assert sorted(shown) == sorted(expected["requests"])


def test_names_of_people_are_read_only_where_the_settings_allow_it(ask):
    people = re.compile(r"\bann\b")
    for kind, answers in {
        "github_deployments": {"/graphql": recording("github_deployments/named.json")},
        "gitlab_deployments": {},
        "argocd": {},
    }.items():
        facts, _, server = ask(kind, answers, settings={"names": True})
        assert people.search(repr(facts))
        asked = server.seen[0].content
        assert b"creator { __typename login }" in asked or kind != "github_deployments"
        facts, _, server = ask(kind)
        assert not people.search(repr(facts))
        assert re.search("github-actions|project_7_bot_1|automatic sync", repr(facts))
        assert b"creator { __typename login }" not in server.seen[0].content


@pytest.mark.parametrize("kind", KINDS[:2])
def test_an_entity_of_an_archived_repository_is_left_out(ask, payments, kind):
    archived = payments["repositories"][0].model_copy(update={"archived": True})
    assert ask(kind, repositories=(archived,))[2].seen == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_token_is_one_failure_of_all(ask, kind):
    facts, (failure,), _ = ask(kind, dict.fromkeys(recorded(kind), 401))
    assert (facts, failure.subjects) == ({}, ())


NAMES = {
    **dict.fromkeys(("production", "prod", "live", "PROD-EU", "eu_prod", "a/payments-prod"), True),
    **dict.fromkeys(("pre-production", "non-prod", "preprod", "qa", "live-demo", "github-pages"), False),
    **dict.fromkeys(("test/products", "alive", "delivery", "prod-test"), False),
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_the_name_of_an_environment_says_whether_it_is_production(name, expected):
    assert MODULES["github_deployments"].Settings().is_production(name) is expected


def test_patterns_of_production_replace_the_words():
    settings = MODULES["github_deployments"].Settings(production=("eu", "us-*"))
    names = ("eu", "us-1", "cluster/us-2", "production", "europe")
    assert [settings.is_production(name) for name in names] == [True, True, True, False, False]


class Recording:
    """A factory of clients that keeps with which files of certificates they are opened."""

    def __init__(self, clients):
        self._clients = clients
        self.files = []

    def __call__(self, base_url, *, ca_file=None, **given):
        self.files.append(ca_file)
        return self._clients(base_url, **given)


@pytest.mark.parametrize("kind", ["argocd", "kubernetes"])
def test_the_certificate_of_an_authority_is_beside_the_configuration(
    kind, context, routes, payments
):
    given = context(routes(recorded(kind)), **payments)
    factory = Recording(given.client)
    chosen = MODULES[kind].Settings(**SETTINGS[kind], ca_file="eu.pem")
    assert list(MODULES[kind].collect(chosen, replace(given, client=factory)))
    assert factory.files == [given.base_dir / "eu.pem"]


def of_github(**changes):
    """The recorded repository of GitHub with one deployment that is changed."""
    answer = recording("github_deployments/deployments.json")
    one = answer["data"]["r0"]["deployments"]["nodes"][0]
    one.update(changes)
    answer["data"]["r0"]["deployments"]["nodes"] = [one]
    answer["data"]["r0"]["environments"]["nodes"] = []
    return {"/graphql": answer}


WORDS = [
    (word, {"superseded": "stopped"}.get(state, state))
    for word, state in {**MODULES["github_deployments"].STATES, "OF_TOMORROW": "unknown"}.items()
]


@pytest.mark.parametrize(("word", "state"), WORDS)
def test_every_word_of_github_has_one_of_ours(ask, word, state):
    facts, failures, _ = ask("github_deployments", of_github(state=word))
    assert failures == []
    assert [one.state for one in facts[PAY].value.deployments] == [state]


def test_an_inactive_deployment_of_github_may_have_failed(ask):
    statuses = [{"state": "INACTIVE", "createdAt": "2026-01-30T11:00:00Z", "logUrl": None}]
    statuses += [{"state": "ERROR", "createdAt": "2026-01-30T10:05:00Z", "logUrl": None}]
    changed = of_github(state="INACTIVE", statuses={"nodes": statuses})
    (one,) = ask("github_deployments", changed)[0][PAY].value.deployments
    assert (one.state, one.finished) == ("failed", "2026-01-30T10:05:00Z")


def test_github_leaves_old_deployments_of_production_active(ask):
    answer = recording("github_deployments/deployments.json")
    nodes = answer["data"]["r0"]["deployments"]["nodes"]
    nodes[4]["state"] = "ACTIVE"
    facts, _, _ = ask("github_deployments", {"/graphql": answer})
    found = [one for one in facts[PAY].value.deployments if one.environment == "production"]
    assert [(one.version, one.state) for one in found] == [
        ("v1.4.0", "live"), (None, "failed"), ("v1.3.0", "superseded")
    ]  # fmt: skip


def test_a_repository_that_was_never_deployed_costs_nothing(ask):
    answer = recording("github_deployments/deployments.json")
    empty = {"totalCount": 0, "nodes": []}
    answer["data"]["r0"] = {"environments": empty, "deployments": empty}
    facts, failures, _ = ask("github_deployments", {"/graphql": answer})
    assert (facts, failures) == ({}, [])


def test_of_a_repository_with_many_deployments_more_of_production_are_asked(ask):
    def answer(request):
        query = json.loads(request.content)["query"]
        name = "many" if "environments(" in query else "older"
        assert name == "many" or 'environments: ["production"]' in query
        return httpx.Response(200, json=recording(f"github_deployments/{name}.json"))

    facts, failures, server = ask("github_deployments", {"/graphql": answer})
    assert (failures, len(server.seen)) == ([], 2)
    found = [one.finished for one in facts[PAY].value.deployments if one.production]
    assert found == [
        f"2026-01-{day}Z" for day in ("30T10:05:00", "29T10:04:00", "20T10:06:00", "10T10:06:00")
    ]


def test_more_of_production_that_is_refused_is_a_failure_and_costs_nothing(ask):
    def answer(request):
        if "environments(" in json.loads(request.content)["query"]:
            return httpx.Response(200, json=recording("github_deployments/many.json"))
        return httpx.Response(500)

    facts, (failure,), _ = ask("github_deployments", {"/graphql": answer})
    assert set(facts) == {PAY, "component:default/ledger"}
    assert failure.reason.startswith("acme/payments: answered 500")


def test_more_environments_than_are_read_is_a_failure(ask):
    answer = recording("github_deployments/deployments.json")
    answer["data"]["r0"]["environments"]["totalCount"] = 51
    facts, (failure,), _ = ask("github_deployments", {"/graphql": answer})
    assert facts
    assert failure.reason == "acme/payments: 51 environments, of which 50 are read"


def test_a_server_that_knows_no_such_field_says_so(ask):
    error = {
        "message": "Field 'latestCompletedDeployment' doesn't exist on type 'Environment'",
        "path": ["fragment Newest", "environments", "nodes", "latestCompletedDeployment"],
    }
    facts, (failure,), _ = ask("github_deployments", {"/graphql": {"errors": [error]}})
    assert facts == {}
    assert failure.reason == f"acme/payments: refused the query: {error['message']}"


def repositories(count, entity):
    named = [entity(f"c{number:03}") for number in range(count)]
    for number, one in enumerate(named):
        one["metadata"]["annotations"] = {"github.com/project-slug": f"acme/c{number:03}"}
    return {"entities": tuple(named), "repositories": (), "origins": {}}


def test_a_refused_repository_costs_only_its_own_facts(ask, entity):
    refused = {"type": "FORBIDDEN", "path": ["r1"], "message": "Resource not accessible"}
    unknown = {"type": "NOT_FOUND", "path": ["r2"], "message": "Could not resolve"}
    one = recording("github_deployments/deployments.json")["data"]["r0"]
    answer = {"data": {"r0": one, "r1": None, "r2": None}, "errors": [refused, unknown]}
    facts, failures, server = ask(
        "github_deployments", {"/graphql": answer}, **repositories(3, entity)
    )
    assert set(facts) == {"component:default/c000"}
    assert {(one.reason, one.subjects) for one in failures} == {
        ("acme/c001: refused the query: Resource not accessible", ("component:default/c001",)),
        (
            "acme/c002: there is no such repository, or the token may not read it",
            ("component:default/c002",),
        ),
    }
    assert all(one.fix for one in failures)
    assert len(server.seen) == 1


def test_environments_that_are_refused_cost_no_deployment(ask):
    answer = recording("github_deployments/deployments.json")
    answer["data"]["r0"]["environments"] = None
    path = ["r0", "environments"]
    answer["errors"] = [{"type": "FORBIDDEN", "path": path, "message": "Resource not accessible"}]
    facts, (failure,), _ = ask("github_deployments", {"/graphql": answer})
    assert {one.environment for one in facts[PAY].value.deployments} == {
        *("production", "staging", "preview")
    }
    assert failure.reason == "acme/payments: refused the query: Resource not accessible"
    assert "*Actions*" in failure.fix


def test_many_repositories_are_few_requests_and_a_slow_query_is_halved(ask, entity):
    one = recording("github_deployments/deployments.json")["data"]["r0"]

    def answer(request):
        numbers = re.findall(r"(r\d+): repository", json.loads(request.content)["query"])
        if len(numbers) > 15:
            return httpx.Response(200, json={"errors": [{"message": "Timeout on validation"}]})
        return httpx.Response(200, json={"data": dict.fromkeys(numbers, one)})

    facts, failures, server = ask(
        "github_deployments", {"/graphql": answer}, **repositories(40, entity)
    )
    assert (len(facts), failures) == (40, [])
    # Two queries of 20, and their halves.
    assert len(server.seen) == 2 + 4


def test_without_a_token_github_is_not_asked(ask):
    facts, (failure,), server = ask("github_deployments", settings={"token": {"env": "NONE"}})
    assert (facts, server.seen) == ({}, [])
    assert failure.fix == "set NONE, or name an `app`"


def of_gitlab(count, **changes):
    """So many deployments to GitLab's production, the newest first."""
    one = recording("gitlab_deployments/deployments.json")[2]
    made = []
    for number in range(count, 0, -1):
        copied = copy.deepcopy({**one, **changes, "id": number})
        copied.setdefault("deployable", {})["finished_at"] = (
            f"2026-01-01T{number // 60:02}:{number % 60:02}:00Z"
        )
        made.append(copied)
    return made


GITLAB_WORDS = [
    *MODULES["gitlab_deployments"].STATES.items(),
    ("of_tomorrow", "unknown"),
]


@pytest.mark.parametrize(("word", "state"), GITLAB_WORDS)
def test_every_word_of_gitlab_has_one_of_ours(ask, word, state):
    made = {f"{GITLAB}/deployments": of_gitlab(1, status=word)}
    facts, failures, _ = ask("gitlab_deployments", made)
    assert (states(facts[PAY]), failures) == ([("prod-eu", state, "v1.4.0")], [])


@pytest.mark.parametrize("word", ["canceled", "skipped"])
def test_a_deployment_of_gitlab_that_changed_nothing_is_none(ask, word):
    made = {f"{GITLAB}/deployments": of_gitlab(1, status=word)}
    assert ask("gitlab_deployments", made)[:2] == ({}, [])


def test_a_deployment_of_gitlab_without_a_job_ended_when_it_was_changed(ask):
    made = {f"{GITLAB}/deployments": of_gitlab(1)}
    made[f"{GITLAB}/deployments"][0]["deployable"] = None
    (one,) = ask("gitlab_deployments", made)[0][PAY].value.deployments
    assert (one.finished, one.version) == ("2026-01-30T10:05:00.000Z", None)


def test_environments_of_gitlab_that_the_last_deployments_do_not_show_are_asked(ask):
    qa = recording("gitlab_deployments/deployments.json")[4]

    def answer(request):
        named = request.url.params.get("environment")
        found = {"qa": [qa], "prod-eu": of_gitlab(100)}.get(named, of_gitlab(100))
        return httpx.Response(200, json=found)

    facts, failures, server = ask("gitlab_deployments", {f"{GITLAB}/deployments": answer})
    assert failures == []
    assert [one.url.params.get("environment") for one in server.seen] == [
        None, None, "prod-eu", "qa"
    ]  # fmt: skip
    found = facts[PAY].value.deployments
    assert len([one for one in found if one.production]) == 100
    assert [one.state for one in found if one.environment == "qa"] == ["live"]


def test_environments_of_gitlab_that_are_not_asked_for_are_a_failure(ask):
    listed = recording("gitlab_deployments/environments.json")
    many = [{**listed[1], "id": 10 + number, "name": f"r{number}"} for number in range(99)]
    answers = {f"{GITLAB}/environments": [listed[0], *many]}
    answers[f"{GITLAB}/deployments"] = of_gitlab(100)
    facts, failures, server = ask("gitlab_deployments", answers)
    assert set(facts) == {PAY}
    assert [one.reason for one in failures] == [
        "acme/payments: more than 99 environments, of which the first are read",
        "acme/payments: 100 environments to ask for, of which 20 are read",
    ]
    assert len(server.seen) == 22


def test_a_stopped_environment_of_gitlab_runs_nothing(ask):
    environments = {f"{GITLAB}/environments": recording("gitlab_deployments/environments.json")[1:]}
    facts, _, _ = ask("gitlab_deployments", environments)
    found = [one.state for one in facts[PAY].value.deployments if one.environment == "prod-eu"]
    assert found == ["stopped", "failed", "superseded"]


def test_a_project_that_is_refused_costs_only_its_own_facts(ask, entity):
    named = [entity(name) for name in ("payments", "other")]
    for one, slug in zip(named, ("acme/payments", "acme/other"), strict=True):
        one["metadata"]["annotations"] = {"gitlab.com/project-slug": slug}
    facts, (failure,), _ = ask("gitlab_deployments", entities=tuple(named), origins={})
    assert set(facts) == {PAY}
    assert failure.reason == "acme/other: not found, or not allowed (404)"
    assert failure.subjects == ("component:default/other",)


def test_a_fact_is_bounded(ask):
    made = [
        {**one, "environment": {"name": f"review/{number}"}}
        for number, one in enumerate(of_gitlab(100))
    ]
    facts, _, _ = ask("gitlab_deployments", {f"{GITLAB}/deployments": made})
    assert len(facts[PAY].value.deployments) == 30


def test_what_is_left_out_of_production_is_stated(ask):
    failed = of_gitlab(100, status="failed")
    live = {**of_gitlab(1)[0], "id": 999, "deployable": {"finished_at": "2025-06-01T00:00:00Z"}}

    def answer(request):
        return httpx.Response(200, json=[live] if "environment" in request.url.params else failed)

    facts, _, _ = ask("gitlab_deployments", {f"{GITLAB}/deployments": answer})
    value = facts[PAY].value
    assert [one.state for one in value.deployments] == ["failed"] * 100 + ["live"]
    assert value.complete_since == "2026-01-01T00:01:00Z"
    facts, _, _ = ask("gitlab_deployments")
    assert facts[PAY].value.complete_since is None


def test_the_reference_lists_every_word():
    listed = reference_words("deployments.md", "Words for a state")
    assert listed == {
        (MODULES[kind].TITLE.removesuffix(" deployments"), word): state
        for kind in KINDS
        for word, state in MODULES[kind].STATES.items()
    }


def test_every_recording_is_an_answer_of_these_tests():
    assert set(KINDS) <= set(RECORDED)
