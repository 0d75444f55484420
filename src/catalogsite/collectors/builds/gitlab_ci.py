"""Enrichment `gitlab_ci`: the last pipelines of GitLab on the default branch."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.builds.asking import Api, Asked, Found, Results, collect_builds
from catalogsite.collectors.builds.runs import (
    Run,
    builds_of,
    jobs_of,
    newest_first,
    run_of,
    workflow_of,
)
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Place, Subject, is_instance
from catalogsite.model.facts.build_runs import BuildState, Workflow
from catalogsite.network.client import Client

TITLE = "GitLab CI"
STATES: dict[str, BuildState] = {
    "success": "passing",
    "success-with-warnings": "unstable",
    "failed": "failing",
    **dict.fromkeys(("running", "preparing"), "running"),
    **dict.fromkeys(("created", "waiting_for_resource", "waiting_for_callback"), "waiting"),
    **dict.fromkeys(("pending", "manual", "scheduled"), "waiting"),
    **dict.fromkeys(("canceled", "canceling"), "cancelled"),
    "skipped": "skipped",
}
_LISTED = {"number": "id", "raw": "status", "url": "web_url", "branch": "ref", "commit": "sha"}
_LISTED |= {"event": "source"}
_DETAILS = {"started": "started_at", "finished": "finished_at", "seconds": "duration"}
_JOB = {"job": "name", "step": "stage", "url": "web_url"}
_WARNED = ("success-with-warnings", "success_with_warnings")
_PROJECT = re.compile(r"\d+|(?!\.)[\w.-]+(?:/(?!\.+(?:/|$))[\w.-]+)+")


class Settings(CollectorSettings):
    """The GitLab to read; `instance` is its name in `gitlab.com/instance`."""

    kind: Literal["gitlab_ci"] = "gitlab_ci"
    api_url: Address = "https://gitlab.com/api/v4"
    instance: str | None = None
    token: Secret = Secret(env="GITLAB_TOKEN")

    @property
    def web(self) -> str:
        """The address of the web pages."""
        return self.api_url.removesuffix("/api/v4")


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity whose project has had a pipeline on its default branch."""
    return collect_builds(settings, context, Api("GitLab's API", _open), _read, _place)


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address and the token. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("projects", {"per_page": 1, "membership": "true", "simple": "true"})


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.api_url, token=settings.token.value(context.env))


def _place(settings: Settings, context: Context, subject: Subject) -> Place | None:
    notes, own = subject.annotations, subject.path_on(settings.web)
    name = notes.get("gitlab.com/project-id", notes.get("gitlab.com/project-slug"))
    if name is None and subject.kind == "Component":
        name = own
    here = own or is_instance(notes.get("gitlab.com/instance"), settings, context)
    if not name or not here or not _PROJECT.fullmatch(name):
        return None
    return name, subject.branch if own in (name, None) or name.isdigit() else None


def _read(settings: Settings, asked: Asked) -> Found:
    path = f"projects/{quote(asked.target.slug, safe='')}"
    branch = asked.target.branch or asked.get_object(path).text("default_branch")
    pipelines: dict[str, list[Run]] = {}
    for item in asked.get_list(f"{path}/pipelines", {"per_page": 50, "ref": branch or "main"}):
        run = run_of(item, _LISTED, STATES)
        name = "Scheduled pipeline" if run.event == "schedule" else "Pipeline"
        if run.number is not None:
            pipelines.setdefault(name, []).append(run)
    workflows = [_workflow(asked, path, *one) for one in pipelines.items()]
    pages = (one.start_url for one in workflows if one.start_url)
    return Found(builds_of(workflows), next(pages, settings.web).removesuffix("/new"))


def _workflow(asked: Asked, project: str, name: str, runs: list[Run]) -> Workflow:
    """The pipelines of a project; the last is asked for its times, its commit and failing jobs."""
    runs = newest_first(runs)
    id_, url = runs[0].number, runs[0].url
    path = f"{project}/pipelines/{id_}"
    if details := asked.try_object(path):
        runs[0] = run_of(details, _LISTED | _DETAILS, STATES)
        if details.text("detailed_status.group") in _WARNED and runs[0].status == "passing":
            runs[0] = replace(runs[0], status="unstable", raw="success-with-warnings")
    jobs = asked.try_list(f"{path}/jobs", {"per_page": 100})
    if jobs:
        message, author = jobs[0].text("commit.title"), jobs[0].text("commit.author_name")
        runs[0] = replace(runs[0], message=message, author=author)
    failed = [job for job in jobs if _failed(job) and runs[0].status == "failing"]
    log = asked.log(f"{project}/jobs/{failed[0].whole('id')}/trace") if failed else ()
    start = url.replace(f"/{id_}", "/new") if url else None
    return workflow_of(name, runs, failed=jobs_of(failed, _JOB, log), start_url=start)


def _failed(job: Item) -> bool:
    return not job.flag("allow_failure") and job.text("status") == "failed"
