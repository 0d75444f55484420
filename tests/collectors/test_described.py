"""Requests and recordings are what the providers' published descriptions allow.

Every test of this folder compares what passes (`tests/specifications/traffic.py`). Here is shown that
no recording is left out, that a mistake is noticed, and that no published word is unknown to us.
"""

from __future__ import annotations

import json

import httpx
import pytest
from tests.collectors.conftest import RECORDINGS
from tests.collectors.providers import SETTINGS, recorded, recording
from tests.collectors.test_contract import REGISTRY
from tests.environment import require
from tests.specifications.published import FETCHED, PUBLISHED, SPECS, described, is_at_hand
from tests.specifications.traffic import CheckedTransport

from catalogsite.collectors.builds import azure_pipelines, buildkite, github_actions
from catalogsite.collectors.hosts.github_teams import TEAMS

FILES = {one.file: one for one in PUBLISHED}
_JSON = {"Content-Type": "application/json"}


def published(name):
    """A description by its file's name; the test is skipped, or fails in CI, where it is absent."""
    file = next(one for one in FILES if one.name == name)
    if file.parent == SPECS and not file.is_file():
        pytest.skip(f"no ../shared/specs/{name}, which no package holds")
    require(is_at_hand(FILES[file]), f"no {name}: `make setup specifications`")
    return described(FILES[file])


def github_lists(request):
    """The recorded list that a query asks for."""
    query = json.loads(request.content)["query"]
    named = {"membersWithRole(": "people", "teams(": "teams", "repositories(": "repositories"}
    name = next(file for part, file in named.items() if part in query)
    return httpx.Response(200, json=recording(f"github/{name}.json"))


def failing_run():
    """The recorded runs with a last one that failed, so that its jobs are asked for."""
    runs = recording("github/runs.json")["workflow_runs"]
    return {"total_count": 1, "workflow_runs": [one for one in runs if one["id"] == 903]}


def builds_of_github(request):
    """The recorded builds, with a workflow that is looked up, and what is recorded of that."""
    if "resource(" in request.content.decode():
        return httpx.Response(200, json=recording("github/workflow_runs.json"))
    builds = json.dumps(recording("github/builds.json"))
    return httpx.Response(200, content=builds.replace("on: pull_request", "on: release"))


_APPLICATIONS = "/api/v1/applications"
_NAMED = "github_deployments/named.json"


def deployments_of_github(request):
    """The recorded deployments of a repository that has more of them, and its older ones."""
    name = "many" if "environments(" in request.content.decode() else "older"
    return httpx.Response(200, json=recording(f"github_deployments/{name}.json"))


_ACTIONS = "/repos/acme/payments/actions"
_BY_REST = {"token": {"env": "NO_TOKEN"}}
_RECORDED_ACTIONS = {
    f"{_ACTIONS}/workflows": recording("github/workflows.json"),
    f"{_ACTIONS}/runs": recording("github/runs.json"),
}
RUNS = {
    "github": [
        ("github", {"teams": True}, {"/graphql": github_lists}),
        # A server that knows no such query is asked by REST.
        (
            "github",
            {},
            {
                "/graphql": {"errors": [{"message": "no"}]},
                "/orgs/acme/repos": recording("github/repos.json"),
            },
        ),
        ("github_actions", {}, recorded("github_actions")),
        ("github_actions", {}, {"/graphql": builds_of_github}),
        ("github_actions", _BY_REST, _RECORDED_ACTIONS),
        (
            "github_actions",
            _BY_REST,
            {
                **_RECORDED_ACTIONS,
                f"{_ACTIONS}/runs": failing_run(),
                f"{_ACTIONS}/runs/903/jobs": recording("github/jobs.json"),
                "/repos/acme/payments/check-runs/71/annotations": recording(
                    "github/annotations.json"
                ),
            },
        ),
    ],
    "github_deployments": [
        ("github_deployments", {}, recorded("github_deployments")),
        ("github_deployments", {}, {"/graphql": deployments_of_github}),
        ("github_deployments", {"names": True}, {"/graphql": recording(_NAMED)}),
    ],
    "argocd": [
        ("argocd", {}, recorded("argocd")),
        ("argocd", {"projects": ["shop", "pay"]}, {_APPLICATIONS: "argocd/several_sources"}),
    ],
    "kubernetes": [("kubernetes", {}, recorded("kubernetes"))],
    "bitbucket": [("bitbucket", {}, recorded("bitbucket"))],
    "azure_pipelines": [("azure_pipelines", {}, recorded("azure_pipelines"))],
    "buildkite": [("buildkite", {}, recorded("buildkite"))],
    "pagerduty": [("pagerduty", {}, recorded("pagerduty"))],
    "opsgenie": [("opsgenie", {}, recorded("opsgenie"))],
    "alertmanager": [("alertmanager", {}, recorded("alertmanager"))],
    "datadog": [("datadog", {}, recorded("datadog"))],
    "sentry": [("sentry", {}, recorded("sentry"))],
    "osv": [("osv", {}, recorded("osv"))],
    "scorecard": [("scorecard", {}, recorded("scorecard"))],
    "dependabot": [("dependabot_alerts", {}, recorded("dependabot_alerts"))],
}
"""By folder of recordings, the runs that get each of them: collector, settings, and answers."""
DESCRIBED_BY = {
    "github": ("github.json", "github.graphql.json"),
    "github_deployments": ("github.graphql.json",),
    "argocd": ("argocd.json",),
    "kubernetes": ("kubernetes.json",),
    "bitbucket": ("bitbucket.json",),
    "azure_pipelines": ("azdo-build.json",),
    "buildkite": ("buildkite.graphql",),
    "pagerduty": ("pagerduty.json",),
    "opsgenie": ("opsgenie.json",),
    "alertmanager": ("alertmanager.yaml",),
    "datadog": ("datadog.v1.json", "datadog.v2.json"),
    "sentry": ("sentry.json",),
    "osv": ("osv.json",),
    "scorecard": ("scorecard.yaml",),
    "dependabot": ("github.json", "github.graphql.json"),
}


def test_descriptions_from_packages_are_installed():
    for file in FILES:
        if file.parent == FETCHED:
            published(file.name)


@pytest.mark.parametrize("folder", RUNS)
def test_every_recording_is_compared(folder, checked, context, routes, payments):
    for name in DESCRIBED_BY[folder]:
        published(name)
    for kind, settings, answers in RUNS[folder]:
        collector = REGISTRY[kind]
        given = collector.Settings(**{**SETTINGS[kind], **settings})
        assert list(collector.collect(given, context(routes(answers), **payments)))
    compared = set().union(*(one.recordings for one in checked.opened))
    assert compared == set((RECORDINGS / folder).glob("*.json"))


GITHUB, BITBUCKET = "https://api.github.com", "https://api.bitbucket.org/2.0"
AZURE, BUILDKITE = "https://dev.azure.com/acme/shop/_apis/build", "https://graphql.buildkite.com/v1"
_TEAMS = "query($login: String!) { organization(login: $login) { %s } }"
WRONG = [
    ("github.json", f"{GITHUB}/orgs/acme/repositories", None, "not described"),
    ("github.json", f"{GITHUB}/orgs/acme/repos?perpage=3", None, "parameter `perpage`"),
    ("github.json", f"{GITHUB}/orgs/acme/repos?sort=size", None, "'size' is not one of"),
    ("github.json", f"{GITHUB}/orgs/acme/repos?per_page=all", None, "integer type: all"),
    ("bitbucket.json", f"{BITBUCKET}/repositories/acme?role=king", None, "'king' is not one of"),
    ("azdo-build.json", f"{AZURE}/builds?api-version=7.1&$top=all", None, "integer type: all"),
    ("azdo-build.json", f"{AZURE}/builds?$top=1", None, "api-version"),
    ("github.graphql.json", f"{GITHUB}/graphql", (_TEAMS % "groups", {}), "Cannot query field"),
    ("github.graphql.json", f"{GITHUB}/graphql", (_TEAMS % "name", {}), "Variable '$login'"),
    ("buildkite.graphql", BUILDKITE, ("{ viewer { name } }", {}), "Cannot query field"),
]


@pytest.mark.parametrize(("name", "url", "query", "reason"), WRONG)
def test_a_wrong_request_is_noticed(name, url, query, reason):
    published(name)
    transport = CheckedTransport(httpx.MockTransport(lambda request: httpx.Response(404)))
    with httpx.Client(transport=transport) as client:
        if query:
            client.post(url, json={"query": query[0], "variables": query[1]})
        else:
            client.get(url)
    (problem,) = transport.problems
    assert reason in problem


_LOGIN = {"login": "acme"}
WRONG_ANSWERS = [
    ("github.json", f"{GITHUB}/orgs/acme/repos", None,
     "github/repos.json", '"archived":', '"arkived":', "'arkived' was unexpected"),
    ("github.json", f"{GITHUB}/orgs/acme/repos", None,
     "github/repos.json", '"archived": false', '"archived": "no"', "'no' is not of type"),
    ("github.json", f"{GITHUB}/repos/acme/pay/actions/runs", None,
     "github/runs.json", '"run_number": 43', '"run_number": null', "None is not of type"),
    ("bitbucket.json", f"{BITBUCKET}/repositories/acme", None,
     "bitbucket/repositories.json", '"is_private": true', '"is_private": 1', "1 is not of type"),
    ("azdo-build.json", f"{AZURE}/builds?api-version=7.1", None,
     "azure_pipelines/builds.json", '"result": "failed"', '"result": "bad"', "'bad' is not one of"),
    ("github.graphql.json", f"{GITHUB}/graphql", (TEAMS, _LOGIN),
     "github/teams.json", '"slug":', '"slag":', "Cannot return null for non-nullable field"),
    ("github.graphql.json", f"{GITHUB}/graphql", (TEAMS, _LOGIN),
     "github/teams.json", '"url":', '"extra": 1, "url":', "is not {"),
    ("buildkite.graphql", BUILDKITE, (buildkite.QUERY, {"slug": "acme"}),
     "buildkite/pipelines.json", '"PASSED"', '"GREEN"', "cannot represent value: 'GREEN'"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "url", "query", "file", "old", "new", "reason"), WRONG_ANSWERS)
def test_a_wrong_recording_is_noticed(name, url, query, file, old, new, reason):
    body = {"query": query[0], "variables": query[1]} if query else None
    request = httpx.Request("POST" if body else "GET", url, json=body)
    text = (RECORDINGS / file).read_text("utf-8")
    right, wrong = (
        published(name).problems(request, httpx.Response(200, text=one, headers=_JSON))
        for one in (text, text.replace(old, new, 1))
    )
    assert right == []
    assert any(reason in one for one in wrong), wrong


def test_every_word_of_github_is_known():
    schema = published("github.graphql.json").schema
    words = {
        word.lower()
        for name in ("CheckConclusionState", "CheckStatusState")
        for word in schema.type_map[name].values
    }
    assert words - set(github_actions.STATES) == {"completed"}


def test_every_word_of_buildkite_is_known():
    states = published("buildkite.graphql").schema.type_map["BuildStates"].values
    assert set(buildkite.STATES) - {"BLOCKED_FAILED"} == set(states)


def test_every_word_of_azure_is_known():
    published("azdo-build.json")
    spec = json.loads((SPECS / "azdo-build.json").read_bytes().decode("utf-8-sig"))
    build = spec["definitions"]["Build"]["properties"]
    words = {*build["status"]["enum"], *build["result"]["enum"]} - {"completed", "all"}
    assert words == set(azure_pipelines.STATES)
