"""The last run of every workflow is found, however many runs others have, in few requests."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import httpx
import pytest

from catalogsite.collectors.builds import github_actions
from catalogsite.collectors.builds.failing_builds import MOST_OF_ONE
from catalogsite.collectors.builds.github_actions import MOST_WORKFLOWS
from catalogsite.model.fact import Fact
from catalogsite.model.source_run import Failure
from catalogsite.network.cache import ResponseCache
from catalogsite.network.client import Clients

BASE = "/repos/acme/payments/actions"


def run(workflow, number, result="success", branch="trunk", event="push", **fields):
    return {
        "id": 1000 * workflow + number,
        "workflow_id": workflow,
        "run_number": number,
        "event": event,
        "status": "completed",
        "conclusion": result,
        "head_branch": branch,
        **fields,
    }


class GitHub:
    """Answers as GitHub does: pages, branches, and runs of one workflow; the newest run first."""

    def __init__(self, workflows, runs):
        self.workflows = dict(enumerate(workflows, 1))
        self.runs = runs
        self.seen = []

    def __call__(self, request):
        self.seen.append(request)
        path, params = request.url.path, request.url.params
        if path == f"{BASE}/workflows":
            listed = [
                {"id": id_, "name": name, "path": f"{name}.yml", "state": "active"}
                for id_, name in self.workflows.items()
            ]
            body = {"total_count": len(listed), "workflows": listed}
        else:
            one = re.fullmatch(rf"{BASE}/workflows/(\d+)/runs", path)
            found = [
                run
                for run in self.runs
                if (not one or run["workflow_id"] == int(one[1]))
                and params.get("branch") in (None, run["head_branch"])
            ]
            listed = found[: int(params["per_page"])]
            body = {"total_count": len(found), "workflow_runs": listed}
        etag = f'"{hash(str(body))}"'
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304)
        return httpx.Response(200, json=body, headers={"ETag": etag})


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


@pytest.fixture
def ask(context, payments):
    def asked(server, **fields):
        given = {**payments, "entities": payments["entities"][:1], **fields}
        return list(github_actions.collect(github_actions.Settings(), context(server, **given)))

    return asked


@pytest.mark.parametrize(("workflows", "runs", "states"), CASES.values(), ids=CASES)
def test_every_workflow_is_shown_with_its_last_run(ask, workflows, runs, states):
    server = GitHub(workflows, runs)
    (fact,) = ask(server)
    assert {one.name: one.status for one in fact.value.workflows} == states
    worst = "failing" if "failing" in states.values() else "passing"
    assert fact.value.status == worst
    assert len(server.seen) <= 3 + 2 * len(workflows)


def test_workflows_that_never_ran_are_no_builds(ask):
    assert ask(GitHub(["reusable", "another"], [])) == []


def test_the_order_of_runs_makes_no_difference(ask):
    runs = [run(1, 3, "failure"), run(1, 2), run(1, 3, "success", run_attempt=2), run(2, 1)]
    facts = [ask(GitHub(["ci", "docs"], order)) for order in (runs, runs[::-1])]
    assert facts[0] == facts[1]


def test_a_repository_with_a_hundred_rare_workflows_costs_few_requests(ask):
    names = ["chatty", *(f"w{number}" for number in range(100))]
    rare = [run(number + 2, 1, "failure") for number in range(100)]
    server = GitHub(names, [*CHATTY, *rare])
    fact, failure = ask(server)
    assert isinstance(fact, Fact)
    assert isinstance(failure, Failure)
    assert len(server.seen) == MOST_WORKFLOWS + 3 + MOST_OF_ONE
    assert failure.reason == (
        "acme/payments: the last runs of 50 workflows are not known: none is among the last 100, "
        "and at most 50 workflows are looked at one by one"
    )
    assert failure.subjects == ("component:default/payments",)


def test_the_second_night_asks_with_conditions(ask, tmp_path, checked):
    server = GitHub(["chatty", "release"], [*CHATTY, run(2, 1, "failure")])
    cache = ResponseCache(tmp_path / "http.db", datetime(2026, 2, 1, tzinfo=UTC))
    clients = Clients(cache=cache, transport=checked(server))
    first = ask(None, client=clients)
    asked = len(server.seen)
    assert ask(None, client=clients) == first
    cache.close()
    again = server.seen[asked:]
    assert len(again) == asked == 4
    assert all("If-None-Match" in request.headers for request in again)


def test_a_workflow_that_is_deleted_meanwhile_costs_nothing_else(ask):
    server = GitHub(["chatty", "gone"], CHATTY)

    def answer(request):
        gone = "/workflows/2/" in request.url.path
        return httpx.Response(404, json={}) if gone else server(request)

    (fact,) = ask(answer)
    assert [one.name for one in fact.value.workflows] == ["chatty"]
