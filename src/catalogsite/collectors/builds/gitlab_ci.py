"""Enrichment `gitlab_ci`: the last pipelines of GitLab on the default branch."""

from __future__ import annotations

import re
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
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Hint, Place, Subject, is_instance, targets_by
from catalogsite.model.facts.build_runs import FailedJob
from catalogsite.network.client import Client

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
_PROJECT = re.compile(r"\d+|(?!\.)[\w.-]+(?:/(?!\.+(?:/|$))[\w.-]+)+")


class Settings(BuildSettings):
    """The GitLab to read; `instance` is its name in `gitlab.com/instance`."""

    kind: Literal["gitlab_ci"] = "gitlab_ci"
    api_url: Address = "https://gitlab.com/api/v4"
    instance: str | None = None
    token: Secret = Secret(env="GITLAB_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity whose project has had a pipeline on its default branch."""
    api = Api("GitLab's API", _open, _read)
    return collect_builds(settings, context, api, targets(settings, context))


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        token = settings.token.value(context.env) is not None
        return gitlab_access(client, ("read_api", "api"), token=token)


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.api_url, token=settings.token.value(context.env))


def _place(settings: Settings, context: Context, subject: Subject) -> Place | None:
    notes, own = subject.annotations, subject.path_on(_pages(settings))
    name = notes.get("gitlab.com/project-id", notes.get("gitlab.com/project-slug"))
    if name is None and subject.kind == "Component":
        name = own
    here = own or is_instance(notes.get("gitlab.com/instance"), settings, context)
    if not name or not here or not _PROJECT.fullmatch(name):
        return None
    return name, subject.branch if own in (name, None) or name.isdigit() else None


targets = partial(targets_by, _place)


def _read(settings: Settings, asked: Asked) -> Iterator[Found]:
    path = f"projects/{quote(asked.target.slug, safe='')}"
    branch = asked.target.branch or asked.get_object(path).text("default_branch") or "main"
    items = asked.get_list(f"{path}/pipelines", {"per_page": 50, "ref": branch})
    pipelines = runs.by_workflow(map(_named_run, items))
    listed = [_pipeline(asked, path, *one) for one in pipelines.items()]
    pages = (one.workflow.start_url for one in listed if one.workflow.start_url)
    yield Found(asked.target, listed, next(pages, _pages(settings)).removesuffix("/new"))


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


def _pages(settings: Settings) -> str:
    return settings.api_url.removesuffix("/api/v4")
