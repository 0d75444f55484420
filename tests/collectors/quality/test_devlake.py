"""Answers that Apache DevLake recorded for its own tests, where they are at hand: every status is known."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from catalogsite.collectors.registry import registry

TABLES = Path(__file__).parents[4] / "shared/recordings/devlake"
pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason="no ../shared/recordings/devlake")

# Rows that authors of DevLake added may have words that no provider sends.
INVENTED = {"NOT_BUILD", "completed", "undeployed"}
STATUSES = {
    ("gitlab_ci", "gitlab___raw_gitlab_api_pipeline"): "status",
    ("gitlab_ci", "gitlab___raw_gitlab_api_pipeline_details"): "status",
    ("github_deployments", "github_graphql___raw_github_graphql_deployment"): "State",
    ("circleci", "circleci___raw_circleci_api_workflows"): "status",
    ("jenkins", "jenkins___raw_jenkins_api_builds"): "result",
    ("jenkins", "jenkins___raw_jenkins_api_builds_multibranch"): "result",
}


def rows(table):
    csv.field_size_limit(10**9)
    with (TABLES / f"{table}.csv").open(encoding="utf-8") as file:
        return [json.loads(row["data"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("kind", "table"), STATUSES)
def test_every_recorded_status_is_known(kind, table):
    words = {row.get(STATUSES[kind, table]) for row in rows(table)} - INVENTED - {None}
    assert words
    assert words <= set(registry().enrichments[kind].STATES)


def test_every_recorded_status_of_azure_is_known():
    builds = rows("azuredevops_go___raw_azuredevops_go_api_builds")
    words = {one["result"] if one["status"] == "completed" else one["status"] for one in builds}
    assert len(words) > 2
    assert words <= set(registry().enrichments["azure_pipelines"].STATES)


def test_recorded_pipelines_of_gitlab_are_read(context, routes, payments):
    module = registry().enrichments["gitlab_ci"]
    details = rows("gitlab___raw_gitlab_api_pipeline_details")
    jobs = rows("gitlab___raw_gitlab_api_job")
    base = "/api/v4/projects/acme/payments"
    answers = {f"{base}/pipelines": details}
    for one in details:
        answers[f"{base}/pipelines/{one['id']}"] = one
        answers[f"{base}/pipelines/{one['id']}/jobs"] = jobs
    found = list(module.collect(module.Settings(), context(routes(answers), **payments)))
    (workflow,) = found[0].value.workflows
    newest = max(details, key=lambda one: one["id"])
    assert (workflow.number, workflow.raw) == (newest["id"], newest["status"])
    assert workflow.seconds == newest["duration"]
    assert workflow.author == jobs[0]["commit"]["author_name"]
    assert len(workflow.past) == 10


def test_recorded_deployments_of_gitlab_are_read(context, routes, payments):
    module = registry().enrichments["gitlab_deployments"]
    table = rows("gitlab___raw_gitlab_api_deployments")
    base = "/api/v4/projects/acme/payments"
    names = sorted({one["environment"]["name"] for one in table})
    answers = {
        f"{base}/deployments": table,
        f"{base}/environments": [{"name": one} for one in names],
    }
    (found,) = module.collect(module.Settings(), context(routes(answers), **payments))
    kept = [one for one in table if one["status"] != "canceled"]
    assert len(found.value.deployments) == min(len(kept), 5 * len(names))
    known = {one["status"] for one in kept} - INVENTED
    assert known <= set(module.STATES)
    assert {one.committed for one in found.value.deployments} - {None}
    assert {one.by for one in found.value.deployments} == {None}


def test_recorded_builds_of_jenkins_are_read(context, routes, payments):
    module = registry().enrichments["jenkins"]
    builds = rows("jenkins___raw_jenkins_api_builds_multibranch")
    answers = {"/job/acme/job/payments/api/json": {"builds": builds}}
    found = list(
        module.collect(module.Settings(url="http://j"), context(routes(answers), **payments))
    )
    (workflow,) = found[0].value.workflows
    newest = max(builds, key=lambda one: one["number"])
    assert (workflow.number, workflow.raw) == (newest["number"], newest["result"])
    assert None not in (workflow.commit, workflow.branch, workflow.event)


def test_recorded_repositories_of_bitbucket_are_listed(context, routes):
    module = registry().sources["bitbucket"]
    table = rows("bitbucket___raw_bitbucket_api_repositories")
    server = routes({"/2.0/repositories/acme": {"values": table}})
    found = list(module.collect(module.Settings(workspace="acme"), context(server)))
    assert [one.url for one in found] == [
        f"https://bitbucket.org/{one['full_name']}.git" for one in table
    ]
    assert {one.branch for one in found} == {one["mainbranch"]["name"] for one in table}
    assert None not in {one.visibility for one in found}
