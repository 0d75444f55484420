"""Nights over a thousand repositories of GitHub: how many requests, and that no change is missed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.collectors.builds.test_last_runs import run
from tests.collectors.fake_github import FakeGitHub, Repository

from catalogsite.collectors.builds import github_actions, github_batches
from catalogsite.collectors.hosts import github
from catalogsite.collectors.protocol import Context
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact
from catalogsite.model.repository import Repository as Read
from catalogsite.network.cache import ResponseCache
from catalogsite.network.client import Clients

DAY_1 = datetime(2026, 2, 1, tzinfo=UTC)
ON = {
    "ci.yml": "on: [push, pull_request]",
    "release.yml": "on: {push: {tags: ['v*']}}",
    "lint.yml": "on: pull_request",
    "shared.yml": "on: {workflow_call: {}}",
}


def repository(number, **fields):
    """A repository with a CI of fifteen runs, a release outside of the last ten commits, and others."""
    listed = [
        {"id": id_, "name": file.removesuffix(".yml"), "path": f".github/workflows/{file}",
         "state": "active"}
        for id_, file in enumerate(ON, 1)
    ]  # fmt: skip
    runs = [run(1, n, head_sha=f"c{n}") for n in range(15, 0, -1)]
    release = run(2, 1, branch="v1.0", head_sha="c2")
    given = {
        "commits": [f"c{n}" for n in range(15, 0, -1)],
        "workflows": listed,
        "runs": [*runs, release],
        "texts": dict(ON),
        "tags": {"v1.0": "c2"},
    }
    return Repository(f"acme/r{number}", **{**given, **fields})


class World:
    """Repositories on a GitHub, and the nights over them; the cache is kept between nights."""

    def __init__(self, folder, repositories, **fields):
        self.github = FakeGitHub(repositories, **fields)
        self.folder = folder
        self.tokens = iter(f"t0ken-{number}" for number in range(100))
        self.now = DAY_1

    def reply(self, request):
        status, body = self.github.answer(
            request.url.path, dict(request.url.params), request.content
        )
        return httpx.Response(status, json=body)

    def night(self, days=1):
        """The facts by subject, the failures, and the requests by the part of the API."""
        self.github.calls.clear()
        self.now += timedelta(days=days)
        cache = ResponseCache(self.folder / "http.db", self.now)
        clients = Clients(cache=cache, transport=httpx.MockTransport(self.reply))
        # Every night has another token, as in GitHub Actions.
        env = {"GITHUB_TOKEN": next(self.tokens)}
        context = Context(base_dir=self.folder, now=self.now, env=env, client=clients)
        listed = list(github.collect(github.Settings(organization="acme"), context))
        found = list(github_actions.collect(github_actions.Settings(), catalog(context, listed)))
        cache.close()
        facts = {one.subject: one for one in found if isinstance(one, Fact)}
        asked = Counter("GraphQL" if path == "/graphql" else "REST" for path in self.github.calls)
        assert sum(asked.values()) == clients.requests
        return facts, [one for one in found if not isinstance(one, Fact)], asked


def catalog(context, listed):
    read = [
        Read(id=one.web_url.removeprefix("https://"), name=one.name, source="github",
             web_url=one.web_url, host="github", branch=one.branch)
        for one in listed
    ]  # fmt: skip
    entities = tuple(
        {"kind": "Component", "metadata": {"name": one.name, "namespace": "default"}, "spec": {}}
        for one in read
    )
    origins = {
        f"component:default/{one.name}": Origin(repository=one.id, file="catalog-info.yaml", line=1)
        for one in read
    }
    return Context(
        base_dir=context.base_dir,
        now=context.now,
        env=context.env,
        client=context.client,
        entities=entities,
        repositories=tuple(read),
        origins=origins,
    )


def failing(number):
    """A repository whose CI fails on the last commit."""
    made = repository(number)
    made.runs[0] = {**made.runs[0], "conclusion": "failure"}
    return made


def test_a_thousand_repositories_need_few_requests(tmp_path):
    repositories = [failing(n) if n < 20 else repository(n) for n in range(1000)]
    world = World(tmp_path, repositories)
    facts, failures, cold = world.night()
    assert (len(facts), failures) == (1000, [])
    assert cold["GraphQL"] <= 60
    assert cold["REST"] == 2 * 20
    again, failures, unchanged = world.night()
    assert (values(again), failures) == (values(facts), [])
    assert unchanged.total() <= 20
    assert {one.provenance.time for one in again.values()} == {world.now}
    for n in range(500, 505):
        broken = run(1, 16, "failure", head_sha="c16")
        repositories[n].runs.insert(0, broken)
        repositories[n].commits.insert(0, "c16")
    changed, failures, asked = world.night()
    assert failures == []
    assert sum(one.value.status == "failing" for one in changed.values()) == 25
    assert asked["GraphQL"] <= 20
    assert asked["REST"] == 2 * 5


def values(facts):
    return {subject: fact.value for subject, fact in facts.items()}


def shown(facts, number=0):
    """The state and number of the last run of each workflow of a repository."""
    fact = facts.get(f"component:default/r{number}")
    return {one.name: (one.status, one.number) for one in fact.value.workflows} if fact else {}


def later(one, **fields):
    one.update({"updated_at": "2026-02-02T00:00:00Z", **fields})


def new_commit(one):
    one.commits.insert(0, "c16")
    one.runs.insert(0, run(1, 16, "failure", head_sha="c16"))


def again_on_head(one):
    later(one.runs[0], conclusion="failure")


def schedule_on_head(one):
    one.runs.insert(0, run(1, 16, "failure", event="schedule", head_sha="c15"))


def ended_on_old_commit(one):
    later(one.runs[3], conclusion="failure")


def new_tag_on_old_commit(one):
    one.tags["v1.1"] = "c3"
    one.runs.insert(0, run(2, 2, "failure", branch="v1.1", head_sha="c3"))


def removed(one):
    one.workflows = one.workflows[:1]
    one.runs = [run for run in one.runs if run["workflow_id"] == 1]
    one.commits.insert(0, "c16")


def running_on_old_commit():
    made = repository(0)
    nightly = {
        "id": 5,
        "name": "nightly",
        "path": ".github/workflows/nightly.yml",
        "state": "active",
    }
    made.workflows.append(nightly)
    made.texts["nightly.yml"] = "on: schedule"
    made.runs.insert(3, run(5, 1, None, status="in_progress", event="schedule", head_sha="c12"))
    return made


CASES = {
    "nothing": (lambda: repository(0), lambda one: None, {}),
    "a commit": (lambda: repository(0), new_commit, {"ci": ("failing", 16)}),
    "a run again": (lambda: repository(0), again_on_head, {"ci": ("failing", 15)}),
    "a schedule": (lambda: repository(0), schedule_on_head, {"ci": ("failing", 16)}),
    "a run that ended": (
        running_on_old_commit,
        ended_on_old_commit,
        {"nightly": ("failing", 1)},
    ),
    "a tag": (lambda: repository(0), new_tag_on_old_commit, {"release": ("failing", 2)}),
    "a workflow less": (lambda: repository(0), removed, {"release": None}),
}


@pytest.mark.parametrize(("make", "change", "expected"), CASES.values(), ids=CASES)
def test_no_change_is_missed(tmp_path, make, change, expected):
    world = World(tmp_path, [make(), repository(1)])
    before, _, _ = world.night()
    change(world.github.repositories["acme/r0"])
    after, failures, _ = world.night()
    known = {**shown(before), **expected}
    assert shown(after) == {name: state for name, state in known.items() if state is not None}
    assert (shown(after, 1), failures) == (shown(before, 1), [])


def test_the_strip_of_the_last_runs_grows_night_by_night(tmp_path):
    world = World(tmp_path, [repository(0)])
    first, _, _ = world.night()
    (ci, release) = first["component:default/r0"].value.workflows
    assert [one.number for one in ci.past] == list(range(15, 5, -1))
    assert (ci.trend.runs, release.branch) == (10, "v1.0")
    for number in range(16, 22):
        world.github.repositories["acme/r0"].commits.insert(0, f"c{number}")
        world.github.repositories["acme/r0"].runs.insert(0, run(1, number, head_sha=f"c{number}"))
    second, _, _ = world.night()
    (ci, _) = second["component:default/r0"].value.workflows
    assert [one.number for one in ci.past] == list(range(21, 11, -1))
    assert ci.trend.runs == 16


def test_why_a_build_failed_is_asked_once_for_each_run(tmp_path):
    world = World(tmp_path, [failing(0)])
    first, _, cold = world.night()
    (ci, _) = first["component:default/r0"].value.workflows
    assert [(job.job, job.step, job.log) for job in ci.failed] == [
        ("unit", "make test", ("assert 2 == 3",))
    ]
    new = run(2, 2, branch="v1.1", head_sha="c15")
    world.github.repositories["acme/r0"].runs.insert(0, new)
    second, _, asked = world.night()
    assert second["component:default/r0"].value.workflows[0].failed == ci.failed
    assert (cold["REST"], asked["REST"]) == (2, 0)
    later(world.github.repositories["acme/r0"].runs[1], conclusion="timed_out")
    assert world.night()[2]["REST"] == 2


def test_a_run_that_could_not_start_has_no_jobs_to_ask_for(tmp_path):
    made = repository(0)
    made.runs[0] = {**made.runs[0], "conclusion": "startup_failure"}
    facts, failures, asked = World(tmp_path, [made]).night()
    assert shown(facts)["ci"] == ("failing", 15)
    assert (asked["REST"], failures) == (0, [])


def test_a_repository_is_read_again_after_a_month(tmp_path):
    world = World(tmp_path, [repository(0)])
    world.night()
    assert len(asked_for(world, 29)) == 2
    assert len(asked_for(world, 1)) > 2


def asked_for(world, days):
    world.night(days)
    return list(world.github.calls)


@pytest.mark.parametrize(
    "kept", [None, [], {"version": 0}, {"version": 1}, {"version": 1, "repositories": {"a": 1}}]
)
def test_what_was_kept_may_have_any_shape(tmp_path, kept):
    world = World(tmp_path, [repository(0)])
    first, _, cold = world.night()
    cache = ResponseCache(tmp_path / "http.db", world.now)
    with Clients(cache=cache)("https://api.github.com") as client:
        assert "acme/r0" in json.dumps(client.recall("github_actions"))
        client.keep("github_actions", kept)
    cache.close()
    second, failures, asked = world.night()
    assert (values(second), asked, failures) == (values(first), cold, [])


def test_a_repository_that_is_gone_keeps_what_was_known_for_when_it_is_back(tmp_path):
    world = World(tmp_path, [repository(0), repository(1)])
    first, _, _ = world.night()
    world.github.repositories["acme/r0"].visible = False
    facts, (failure,), _ = world.night()
    assert list(facts) == ["component:default/r1"]
    assert failure.subjects == ("component:default/r0",)
    assert "there is no such repository, or the token may not read it" in failure.reason
    world.github.repositories["acme/r0"].visible = True
    assert values(world.night()[0]) == values(first)


def test_the_rest_api_completes_some_repositories_in_each_run(tmp_path, monkeypatch):
    monkeypatch.setattr(github_batches, "MOST_BY_REST", 3)
    world = World(tmp_path, [repository(n) for n in range(5)], resources=False)
    facts, failures, _ = world.night()
    assert [sorted(shown(facts, n)) for n in range(5)] == [["ci", "release"]] * 3 + [["ci"]] * 2
    assert [one.subjects for one in failures] == [
        ("component:default/r3",),
        ("component:default/r4",),
    ]
    facts, failures, _ = world.night()
    assert [sorted(shown(facts, n)) for n in range(5)] == [["ci", "release"]] * 5
    assert failures == []
    assert world.night()[2] == {"GraphQL": 2}


def test_a_query_that_takes_too_long_is_asked_in_halves(tmp_path):
    world = World(tmp_path, [repository(n) for n in range(8)])
    answer = world.github.answer

    def slow(path, params, body):
        if b"history(" in body and body.count(b"repository(") > 2:
            world.github.calls.append(path)
            message = "Something went wrong while executing your query. This may be a timeout."
            return 200, {"data": None, "errors": [{"message": message}]}
        return answer(path, params, body)

    world.github.answer = slow
    facts, failures, asked = world.night()
    assert (len(facts), failures) == (8, [])
    # The list, 8, 4 and 4, four times 2, and one query for the releases.
    assert asked == {"GraphQL": 1 + 1 + 2 + 4 + 1}
