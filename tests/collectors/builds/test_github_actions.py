import json

import httpx
import pytest
from tests.collectors.conftest import RECORDINGS

from catalogsite.collectors.builds import github_actions
from catalogsite.collectors.builds.failing_builds import MOST_OF_ONE
from catalogsite.model.fact import value_json
from catalogsite.model.facts import build_runs
from catalogsite.model.source_run import Failure
from catalogsite.network.client import IN_FLIGHT
from catalogsite.render.views.status import status_cards

RUNS = "/repos/acme/payments/actions/runs"
WORKFLOWS = "/repos/acme/payments/actions/workflows"


@pytest.fixture
def ask(context, routes, payments):
    def run(answers=None, settings=None, **fields):
        recorded = {RUNS: "github/runs", WORKFLOWS: "github/workflows", **(answers or {})}
        server = routes(recorded)
        # Without a token it is the REST API that is asked.
        given = context(server, **{**payments, "env": {}, **fields})
        chosen = github_actions.Settings(**(settings or {}))
        return list(github_actions.collect(chosen, given)), server

    return run


def test_the_last_run_of_each_workflow_is_a_fact_of_every_component(ask):
    facts, server = ask()
    assert [fact.subject for fact in facts] == [
        "component:default/ledger",
        "component:default/payments",
    ]
    workflows = {item["name"]: item for item in value_json(facts[0])["workflows"]}
    assert {name: (item["status"], item.get("number")) for name, item in workflows.items()} == {
        "CI": ("passing", 42),
        "Nightly": ("running", 7),
        "Stale": ("disabled", None),
    }
    assert workflows["CI"]["url"].endswith("/904")
    assert workflows["CI"]["seconds"] == 125
    assert "finished" not in workflows["Nightly"]
    assert (workflows["CI"]["commit"], workflows["CI"]["author"]) == ("c3", "Ann Lee")
    assert workflows["CI"]["message"] == "Round to the nearest cent"
    assert workflows["CI"]["event"] == "push"
    assert [(one["number"], one["status"]) for one in workflows["CI"]["past"]] == [(42, "passing")]
    assert workflows["CI"]["start_url"] == (
        "https://github.com/acme/payments/actions/workflows/ci.yml"
    )
    assert value_json(facts[0])["status"] == "running"
    assert facts[0].provenance.url == "https://github.com/acme/payments/actions"
    assert server.seen[1].url.params["branch"] == "trunk"
    # `Release` has no run on the branch: the last runs of all branches may hold a release.
    assert [request.url.params.get("branch") for request in server.seen] == [None, "trunk", None]


@pytest.mark.parametrize(
    ("status", "conclusion", "word"),
    [
        ("completed", "success", "passing"),
        ("completed", "neutral", "passing"),
        ("completed", "failure", "failing"),
        ("completed", "timed_out", "failing"),
        ("completed", "startup_failure", "failing"),
        ("completed", "cancelled", "cancelled"),
        ("completed", "stale", "cancelled"),
        ("completed", "skipped", "skipped"),
        ("completed", "action_required", "waiting"),
        ("queued", None, "waiting"),
        ("requested", None, "waiting"),
        ("pending", None, "waiting"),
        ("in_progress", None, "running"),
        ("completed", "invented_tomorrow", "unknown"),
    ],
)
def test_every_word_of_github_has_one_of_ours(ask, status, conclusion, word):
    run = {
        "workflow_id": 10,
        "run_number": 1,
        "event": "push",
        "status": status,
        "conclusion": conclusion,
    }
    facts, _ = ask({RUNS: {"workflow_runs": [run]}})
    workflows = next(item for item in value_json(facts[0])["workflows"] if item["name"] == "CI")
    assert (workflows["status"], workflows["raw"]) == (word, conclusion or status)
    assert value_json(facts[0])["status"] == word


RUN = {"workflow_id": 10, "run_number": 1, "event": "push", "status": "completed"}
LAST = {
    "a higher number": ([{}, {"run_number": 2, "conclusion": "failure"}], "failing"),
    "a lower number": ([{"run_number": 2}, {"conclusion": "failure"}], "passing"),
    "a later attempt": ([{}, {"run_attempt": 2, "conclusion": "failure"}], "failing"),
    "an earlier attempt": ([{"run_attempt": 2}, {"conclusion": "failure"}], "passing"),
    "an attempt of an odd shape": ([{"run_attempt": "x"}], "passing"),
    "an odd number": ([{}, {"run_number": "2", "conclusion": "failure"}], "passing"),
    "a negative number": ([{}, {"run_number": -2, "conclusion": "failure"}], "passing"),
    "an odd id": ([{}, {"workflow_id": [10], "conclusion": "failure"}], "passing"),
    "an odd event": ([{}, {"event": ["push"], "run_number": 2}], "passing"),
    "what is no run": ([{}, None, 3, "x", []], "passing"),
}


@pytest.mark.parametrize(("runs", "status"), LAST.values(), ids=LAST)
def test_the_last_run_counts(ask, runs, status):
    answer = [
        {**RUN, "conclusion": "success", **run} if isinstance(run, dict) else run for run in runs
    ]
    facts, _ = ask({RUNS: {"workflow_runs": answer}})
    assert facts[0].value.status == status


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        (("2026-01-31T00:00:00Z", "2026-01-31T00:01:30Z"), 90.0),
        # A clock of GitHub's may be behind another one.
        (("2026-01-31T00:01:30Z", "2026-01-31T00:00:00Z"), 0.0),
        (("2026-01-31T00:00:00Z", "soon"), None),
        (("2026-01-31T00:00:00", "2026-01-31T00:01:30Z"), None),
        ((3, None), None),
    ],
)
def test_how_long_a_run_took(ask, times, seconds):
    run = {**RUN, "conclusion": "success", "run_started_at": times[0], "updated_at": times[1]}
    facts, _ = ask({RUNS: {"workflow_runs": [run]}})
    found = next(one for one in facts[0].value.workflows if one.name == "CI")
    assert found.seconds == seconds


def test_pages_know_the_words(ask):
    facts, _ = ask()
    (fact, *_) = facts
    shown = {
        line.text.split(" · ")[0]: line.tone
        for line in status_cards({build_runs.KIND.key: fact}, None, {})[0].lines
    }
    assert shown == {"CI": "good", "Nightly": "busy", "Stale": "none"}


def test_a_repository_without_workflows_has_no_fact_and_no_failure(ask):
    assert ask({WORKFLOWS: {"workflows": []}})[0] == []


def test_a_failure_names_those_it_concerns(ask):
    (failure,), _ = ask({RUNS: 404})
    assert isinstance(failure, Failure)
    assert failure.subjects == ("component:default/ledger", "component:default/payments")


def test_refused_credentials_end_it(ask, entity):
    many = [entity(f"c{number}") for number in range(10 * IN_FLIGHT)]
    for number, one in enumerate(many):
        one["metadata"]["annotations"] = {"github.com/project-slug": f"acme/c{number}"}
    (failure,), server = ask({"*": 401}, entities=tuple(many))
    assert failure.subjects == ()
    assert len(server.seen) < 5 * IN_FLIGHT


@pytest.mark.parametrize(
    ("annotations", "slugs"),
    [
        ({"github.com/project-slug": "acme/payments"}, ["acme/payments"]),
        ({"github.com/project-slug": "acme"}, []),
        ({"github.com/project-slug": "acme/.."}, []),
        ({"github.com/project-slug": "../acme"}, []),
        ({"github.com/project-slug": "https://x"}, []),
        ({"github.com/project-slug": "acme/.github"}, ["acme/.github"]),
        (
            {
                "github.com/project-slug": "acme/payments",
                "backstage.io/source-location": "url:https://ghe.acme.example/acme/payments/",
            },
            [],
        ),
        (
            {
                "github.com/project-slug": "acme/payments",
                "backstage.io/source-location": "url:https://[github.com/acme/payments/",
            },
            [],
        ),
    ],
)
def test_an_annotation_names_the_repository(context, entity, annotations, slugs):
    api = entity("pay-api", kind="API")
    api["metadata"]["annotations"] = annotations
    found = github_actions.github_targets("https://github.com", context(entities=(api,)))
    assert [target.slug for target in found] == slugs


def test_an_archived_repository_is_not_asked(context, payments):
    archived = payments["repositories"][0].model_copy(update={"archived": True})
    fields = {**payments, "repositories": (archived,)}
    assert list(github_actions.github_targets("https://github.com", context(**fields))) == []


def test_workflows_on_two_pages(ask):
    listed = json.loads((RECORDINGS / "github/workflows.json").read_text("utf-8"))["workflows"]
    link = {"Link": f'<https://api.github.com{WORKFLOWS}?page=2>; rel="next"'}

    def pages(request):
        if "page" in request.url.params:
            return httpx.Response(200, json={"workflows": listed[1:]})
        return httpx.Response(200, json={"workflows": listed[:1]}, headers=link)

    assert ask({WORKFLOWS: pages})[0] == ask()[0]


JOBS = "/repos/acme/payments/actions/runs/{}/jobs"
NOTES = "/repos/acme/payments/check-runs/71/annotations"


def failing(count, workflow=10):
    numbers = range(count, 0, -1)
    return [
        {**RUN, "id": n, "run_number": n, "workflow_id": workflow, "conclusion": "failure"}
        for n in numbers
    ]


def test_the_failed_job_and_step_of_the_last_run(ask):
    answers = {RUNS: {"workflow_runs": failing(12)}, JOBS.format(12): "github/jobs"}
    facts, server = ask({**answers, NOTES: "github/annotations"})
    workflow = next(one for one in facts[0].value.workflows if one.name == "CI")
    assert [one.number for one in workflow.past] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]
    (job,) = workflow.failed
    assert (job.job, job.step) == ("unit", "make test")
    assert job.url == "https://github.com/acme/payments/actions/runs/1/job/71"
    assert job.log == (
        "assert 2 == 3",
        "  where 2 = round(2.5)",
        "Process completed with exit code 1.",
    )
    assert [one.url.path for one in server.seen[-2:]] == [JOBS.format(12), NOTES]


@pytest.mark.parametrize(("status", "failures"), [(403, 0), (404, 0), (500, 1)])
def test_a_token_need_not_read_annotations(ask, status, failures):
    answers = {RUNS: {"workflow_runs": failing(1)}, JOBS.format(1): "github/jobs", NOTES: status}
    found, _ = ask(answers)
    assert [isinstance(one, Failure) for one in found] == [False, False, *[True] * failures]
    (job,) = found[0].value.workflows[0].failed
    assert (job.step, job.log) == ("make test", ())


def test_failed_jobs_are_requested_for_a_few_workflows_only(ask):
    listed = [
        {"id": n, "name": f"w{n}", "path": f"w{n}.yml", "state": "active"} for n in range(1, 6)
    ]
    runs = [{**RUN, "id": n, "workflow_id": n, "conclusion": "failure"} for n in range(1, 6)]
    _, server = ask({WORKFLOWS: {"workflows": listed}, RUNS: {"workflow_runs": runs}})
    asked = [one for one in server.seen if one.url.path.endswith("/jobs")]
    assert len(asked) == MOST_OF_ONE


def test_failed_jobs_of_all_repositories_are_limited(ask, entity):
    many = [entity(f"c{number}") for number in range(20)]
    for number, one in enumerate(many):
        one["metadata"]["annotations"] = {"github.com/project-slug": f"acme/c{number}"}
    listed = {"workflows": [{"id": 10, "name": "CI", "path": "ci.yml", "state": "active"}]}
    answers = {}
    for number in range(20):
        base = f"/repos/acme/c{number}/actions"
        answers |= {f"{base}/workflows": listed, f"{base}/runs": {"workflow_runs": failing(1)}}
    (*facts, failure), server = ask(answers, {"max_failing": 7}, entities=tuple(many))
    assert len(facts) == 20
    assert (
        failure.reason == "13 of 20 failing builds were not looked into: at most 7 are in one run"
    )
    assert len([one for one in server.seen if one.url.path.endswith("/jobs")]) == 7
