"""The last run of every workflow is found, however many runs others have, in few requests."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from tests.collectors.fake_github import FakeGitHub, Repository

from catalogsite.collectors.builds import github_actions
from catalogsite.collectors.builds.failing_builds import MOST_OF_ONE
from catalogsite.collectors.builds.github_rest import MOST_WORKFLOWS
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure
from catalogsite.network.cache import ResponseCache
from catalogsite.network.client import Clients

TIME = "2026-01-31T00:00:00Z"


def run(workflow, number, result="success", branch="trunk", event="push", **fields):
    id_ = 1000 * workflow + number
    return {
        "id": id_,
        "workflow_id": workflow,
        "run_number": number,
        "event": event,
        "status": "completed",
        "conclusion": result,
        "head_branch": branch,
        "head_sha": f"c{id_}",
        "html_url": f"https://github.com/acme/payments/actions/runs/{id_}",
        "run_started_at": TIME,
        "updated_at": TIME,
        **fields,
    }


def github(workflows, runs, **fields):
    """A GitHub with one repository: each run is of a commit of its own, also one of a tag."""
    listed = [
        {"id": id_, "name": name, "path": f".github/workflows/{name}.yml", "state": "active"}
        for id_, name in enumerate(workflows, 1)
    ]
    tags = {
        one["head_branch"]: one["head_sha"]
        for one in runs
        if one["head_branch"] not in ("trunk", "topic")
    }
    own = [one["head_sha"] for one in runs if one["head_branch"] != "topic"]
    repository = Repository("acme/payments", "trunk", own or ["c0"], listed, runs, {}, tags)
    return Server(FakeGitHub([repository], **fields))


class Server:
    """Answers requests of a transport, with an ETag as GitHub does for REST."""

    def __init__(self, fake):
        self.fake = fake
        self.seen = []

    def __call__(self, request):
        self.seen.append(request)
        status, body = self.fake.answer(request.url.path, dict(request.url.params), request.content)
        etag = f'"{hash(str(body))}"'
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304)
        return httpx.Response(status, json=body, headers={"ETag": etag})


CHATTY = [run(1, number) for number in range(150, 0, -1)]
# Names of the workflows, runs, and the state of each that is shown.
CASES = {
    "behind a chatty one": (
        ["chatty", "release"],
        [*CHATTY, run(2, 1, "failure")],
        {"chatty": "passing", "release": "failing"},
    ),
    "behind several chatty ones": (
        ["chatty", "also", "release", "nightly"],
        [*CHATTY, *(run(2, n) for n in range(150, 0, -1)), run(3, 2, "failure"), run(3, 1), run(4, 1)],
        {"chatty": "passing", "also": "passing", "release": "failing", "nightly": "passing"},
    ),
    "only called by others": (["chatty", "reusable"], CHATTY, {"chatty": "passing"}),
    "only called by others, few runs": (["ci", "reusable"], [run(1, 1)], {"ci": "passing"}),
    "only in pull requests": (
        ["ci", "lint"],
        [run(2, 1, "failure", "topic", "pull_request"), run(1, 1)],
        {"ci": "passing"},
    ),
    "only on another branch": (["ci", "lint"], [run(2, 1, "failure", "topic"), run(1, 1)], {"ci": "passing"}),
    "of a version's tag": (
        ["ci", "release"],
        [run(2, 2, "failure", "v1.2.0"), run(2, 1, branch="v1.1.0"), run(1, 1)],
        {"ci": "passing", "release": "failing"},
    ),
    "of a package's tag": (
        ["ci", "release"],
        [run(2, 1, "failure", "@acme/pay@2.0.1"), run(1, 1)],
        {"ci": "passing", "release": "failing"},
    ),
    "of a release": (
        ["ci", "release"],
        [run(2, 1, "failure", "spring", "release"), run(1, 1)],
        {"ci": "passing", "release": "failing"},
    ),
    "of a release behind many others": (
        ["chatty", "release"],
        [*CHATTY, run(2, 1, "failure", "v1.2.0", "release")],
        {"chatty": "passing", "release": "failing"},
    ),
    "of the branch before that of a tag": (
        ["ci", "release"],
        [run(2, 2, "failure", "v1.2.0"), run(2, 1), run(1, 1)],
        {"ci": "passing", "release": "passing"},
    ),
    "pull requests of a fork with our branch's name": (
        ["chatty", "release"],
        [
            *CHATTY,
            run(2, 3, "failure", event="pull_request", head_repository={"id": 2}, repository={"id": 1}),
            run(2, 2),
        ],
        {"chatty": "passing", "release": "passing"},
    ),
}  # fmt: skip


@pytest.fixture(params=["GraphQL", "REST"])
def ask(context, payments, request):
    """The facts about one repository; without a token it is read by REST."""
    env = {"GITHUB_TOKEN": "t0ken"} if request.param == "GraphQL" else {}

    def asked(server, **fields):
        given = {**payments, "entities": payments["entities"][:1], "env": env, **fields}
        return list(github_actions.collect(github_actions.Settings(), context(server, **given)))

    return asked


by_rest = pytest.mark.parametrize("ask", ["REST"], indirect=True)
by_graphql = pytest.mark.parametrize("ask", ["GraphQL"], indirect=True)


@pytest.mark.parametrize(("workflows", "runs", "states"), CASES.values(), ids=CASES)
def test_every_workflow_is_shown_with_its_last_run(ask, workflows, runs, states):
    server = github(workflows, runs)
    (fact,) = ask(server)
    assert {one.name: one.status for one in fact.value.workflows} == states
    worst = "failing" if "failing" in states.values() else "passing"
    assert fact.value.status == worst
    assert len(server.seen) <= 3 + 2 * len(workflows)


@by_graphql
@pytest.mark.parametrize(("workflows", "runs", "states"), CASES.values(), ids=CASES)
def test_a_github_that_knows_no_workflow_by_its_address(ask, workflows, runs, states):
    (fact,) = ask(github(workflows, runs, resources=False))
    assert {one.name: one.status for one in fact.value.workflows} == states


@by_graphql
def test_a_token_that_may_not_read_checks_reads_by_rest(ask):
    server = github(["ci", "release"], [run(2, 1, "failure"), run(1, 1)])
    server.fake.refused.add("acme/payments")
    (fact,) = ask(server)
    assert {one.name: one.status for one in fact.value.workflows} == {
        "ci": "passing",
        "release": "failing",
    }


def test_workflows_that_never_ran_are_no_builds(ask):
    assert ask(github(["reusable", "another"], [])) == []


@by_rest
def test_the_order_of_runs_makes_no_difference(ask):
    runs = [run(1, 3, "failure"), run(1, 2), run(1, 3, "success", run_attempt=2), run(2, 1)]
    facts = [ask(github(["ci", "docs"], order)) for order in (runs, runs[::-1])]
    assert facts[0] == facts[1]


@by_rest
def test_a_repository_with_a_hundred_rare_workflows_costs_few_requests(ask):
    names = ["chatty", *(f"w{number}" for number in range(100))]
    rare = [run(number + 2, 1, "failure") for number in range(100)]
    server = github(names, [*CHATTY, *rare])
    fact, failure = ask(server)
    assert isinstance(fact, Fact)
    assert isinstance(failure, Failure)
    assert len(server.seen) == MOST_WORKFLOWS + 3 + 2 * MOST_OF_ONE
    assert failure.reason == (
        "acme/payments: the last runs of 50 workflows are not known: none is among the last 100, "
        "and at most 50 workflows are looked at one by one"
    )
    assert failure.subjects == ("component:default/payments",)


@by_rest
def test_the_second_night_asks_with_conditions(ask, tmp_path, checked):
    server = github(["chatty", "release"], [*CHATTY, run(2, 1, "failure")])
    cache = ResponseCache(tmp_path / "http.db", datetime(2026, 2, 1, tzinfo=UTC))
    clients = Clients(cache=cache, transport=checked(server))
    first = ask(None, client=clients)
    asked = len(server.seen)
    assert ask(None, client=clients) == first
    cache.close()
    again = server.seen[asked:]
    assert len(again) == asked == 5
    assert all("If-None-Match" in request.headers for request in again)


@by_rest
def test_a_workflow_that_is_deleted_meanwhile_costs_nothing_else(ask):
    server = github(["chatty", "gone"], CHATTY)

    def answer(request):
        gone = "/workflows/2/" in request.url.path
        return httpx.Response(404, json={}) if gone else server(request)

    (fact,) = ask(answer)
    assert [one.name for one in fact.value.workflows] == ["chatty"]
