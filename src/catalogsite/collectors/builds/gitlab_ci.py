"""Enrichment `gitlab_ci`: the last pipelines of GitLab on the default branch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.access.gitlab import gitlab_access
from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.builds import runs
from catalogsite.collectors.builds.asking import Asked
from catalogsite.collectors.builds.collect_builds import Api, Results, collect_builds
from catalogsite.collectors.builds.failing_builds import BuildSettings, Found, Listed
from catalogsite.collectors.gitlab_projects import API_NAME, GitLabSettings, open_gitlab, project_of
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Hint, targets_by
from catalogsite.model.facts.build_runs import FailedJob

TITLE = "GitLab CI"
HINT = Hint("gitlab.com/project-slug", "{path}")
STATES = runs.states_of(
    passing="success",
    unstable="success-with-warnings",
    failing="failed",
    running="running preparing",
    waiting="created waiting_for_resource waiting_for_callback pending manual scheduled",
    cancelled="canceled canceling",
    skipped="skipped",
)
_LISTED = {"number": "id", "raw": "status", "url": "web_url", "branch": "ref", "commit": "sha"}
_LISTED |= {"event": "source"}
_DETAILS = {"started": "started_at", "finished": "finished_at", "seconds": "duration"}
_JOB = {"job": "name", "step": "stage", "url": "web_url"}


class Settings(GitLabSettings, BuildSettings):
    """The GitLab to read."""

    kind: Literal["gitlab_ci"] = "gitlab_ci"


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity whose project has had a pipeline on its default branch."""
    api = Api(API_NAME, open_gitlab, _read)
    return collect_builds(settings, context, api, targets(settings, context))


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    with open_gitlab(settings, context) as client:
        token = settings.token.value(context.env) is not None
        return gitlab_access(client, ("read_api", "api"), token=token)


targets = partial(targets_by, project_of)


def _read(settings: Settings, asked: Asked) -> Iterator[Found]:
    path = f"projects/{quote(asked.target.slug, safe='')}"
    branch = asked.target.branch or asked.get_object(path).text("default_branch") or "main"
    items = asked.get_list(f"{path}/pipelines", {"per_page": 50, "ref": branch})
    pipelines = runs.by_workflow(map(_named_run, items))
    listed = [_pipeline(asked, path, *one) for one in pipelines.items()]
    pages = (one.workflow.start_url for one in listed if one.workflow.start_url)
    yield Found(asked.target, listed, next(pages, settings.pages).removesuffix("/new"))


def _named_run(item: Item) -> tuple[str, runs.Run]:
    run = runs.run_of(item, _LISTED, STATES)
    return "Scheduled pipeline" if run.event == "schedule" else "Pipeline", run


def _pipeline(asked: Asked, project: str, name: str, listed: list[runs.Run]) -> Listed:
    """The last pipelines of a kind; the newest is asked for its times, its commit and its jobs."""
    last, path = listed[0], f"{project}/pipelines/{listed[0].number}"
    if details := asked.try_object(path):
        last = runs.run_of(details, _LISTED | _DETAILS, STATES)
        if "warnings" in (details.text("detailed_status.group") or "") and last.raw == "success":
            last = replace(last, status="unstable", raw="success-with-warnings")
    jobs = asked.try_list(f"{path}/jobs", {"per_page": 100})
    if jobs:
        author = jobs[0].text("commit.author_name")
        last = replace(last, message=jobs[0].text("commit.title"), author=author)
    start = last.url.replace(f"/{last.number}", "/new") if last.url else None
    workflow = runs.workflow_of(name, [last, *listed[1:]], start_url=start)
    return Listed(workflow, partial(_failed, asked, project, jobs))


def _failed(asked: Asked, project: str, jobs: Sequence[Item]) -> tuple[FailedJob, ...]:
    failed = [job for job in jobs if job.text("status") == "failed"]
    failed = [job for job in failed if not job.flag("allow_failure")]
    log = asked.log(f"{project}/jobs/{failed[0].whole('id')}/trace") if failed else ()
    return runs.jobs_of(failed, _JOB, log=log)
