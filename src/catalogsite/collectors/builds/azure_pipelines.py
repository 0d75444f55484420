"""Enrichment `azure_pipelines`: the last builds of each pipeline of Azure DevOps on a branch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Literal
from urllib.parse import quote, unquote

from catalogsite.collectors.builds.asking import Asked, Found, Results, facts_about, failure_about
from catalogsite.collectors.builds.log_end import log_end
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
from catalogsite.collectors.targets import Place, Subject, Target, targets_by
from catalogsite.errors import ProviderError
from catalogsite.model.fact import Fact
from catalogsite.model.facts.build_runs import BuildState, FailedJob
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.network.credentials import basic

TITLE = "Azure Pipelines"
MOST_FAILING = 3
"""Failing pipelines of one entity that are asked for their failed step and its log."""

STATES: dict[str, BuildState] = {
    "succeeded": "passing",
    "partiallySucceeded": "unstable",
    "failed": "failing",
    **dict.fromkeys(("inProgress", "cancelling"), "running"),
    **dict.fromkeys(("notStarted", "postponed"), "waiting"),
    "canceled": "cancelled",
    "none": "skipped",
}
_RUN = {"number": "id", "url": "_links.web.href", "event": "reason", "commit": "sourceVersion"}
_RUN |= {"author": "requestedFor.displayName", "started": "startTime", "finished": "finishTime"}
_VERSION = {"api-version": "7.1"}
_SLUG = re.compile(r"(?!\.+/)[^/]+/(?:_git|definition)/(?!\.+$)[^/]+")


class Settings(CollectorSettings):
    """The organisation to read, or a collection of a server whose address is `api_url`."""

    kind: Literal["azure_pipelines"] = "azure_pipelines"
    organization: str
    api_url: Address = "https://dev.azure.com"
    token: Secret = Secret(env="AZURE_DEVOPS_EXT_PAT")

    @property
    def page(self) -> str:
        """The address of the organisation's web pages."""
        return f"{self.api_url}/{quote(self.organization)}"


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity that has pipelines which have built its branch."""
    groups: dict[tuple[str, str], list[Target]] = {}
    for target in targets_by(partial(_place, settings), context):
        group = target.slug.partition("/")[0], target.branch or "main"
        groups.setdefault(group, []).append(target)
    with _open(settings, context) as client:
        for _, results in client.each(partial(_project, settings, context, client), groups.items()):
            yield from results
            if any(isinstance(one, Failure) and not one.subjects for one in results):
                # Refused credentials are refused for every project.
                return


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address and the token. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("_apis/projects", {**_VERSION, "$top": 1})


def _open(settings: Settings, context: Context) -> Client:
    token = settings.token.value(context.env)
    return context.client(settings.page, credentials=basic("", token) if token else None)


def _place(settings: Settings, subject: Subject) -> Place | None:
    notes, own = subject.annotations, f"{settings.page}/"
    organization = notes.get("dev.azure.com/host-org", settings.organization).rpartition("/")[2]
    project, definition = (
        notes.get("dev.azure.com/project"),
        notes.get("dev.azure.com/build-definition"),
    )
    repository = notes.get("dev.azure.com/project-repo")
    slug = ""
    if project and definition:
        slug = f"{project}/definition/{definition}"
    elif repository is not None:
        slug = repository.replace("/", "/_git/", 1)
    elif subject.page.startswith(own):
        path = unquote(subject.page.removeprefix(own))
        # The first repository of a project has the project's name, and an address without it.
        slug = f"{path.removeprefix('_git/')}/{path}" if path.startswith("_git/") else path
    here = organization == settings.organization and _SLUG.fullmatch(slug)
    return (slug, subject.branch) if here else None


def _project(
    settings: Settings,
    context: Context,
    client: Client,
    group: tuple[tuple[str, str], list[Target]],
) -> list[Fact | Failure]:
    """The facts about the entities of one project and branch, and what could not be read of it."""
    (project, branch), targets = group
    subjects = tuple(ref for target in targets for ref in target.subjects)
    asked = Asked(client, settings.kind, "Azure DevOps' API", Target(project, branch, subjects))
    params: dict[str, str | int] = {"branchName": f"refs/heads/{branch}", **_VERSION}
    params |= {"maxBuildsPerDefinition": 10, "queryOrder": "queueTimeDescending", "$top": 500}
    try:
        builds = asked.get_pages(f"{quote(project)}/_apis/build/builds", params, "value")
        results: list[Fact | Failure] = []
        for target in targets:
            found = _read(settings, asked, target, builds)
            results.extend(facts_about(settings.kind, target.subjects, found, context))
    except ProviderError as error:
        return [failure_about(settings.kind, asked.target, error)]
    return [*results, *asked.missed()]


def _read(settings: Settings, asked: Asked, target: Target, builds: Iterable[Item]) -> Found:
    project, by, name = target.slug.split("/", 2)
    pipelines: dict[str, list[Item]] = {}
    for build in builds:
        definition = build.text("definition.name") or ""
        # A repository on another host has no name, and its path there for its id.
        names = {
            build.text("repository.name"),
            (build.text("repository.id") or "").rpartition("/")[2],
        }
        if name in ({definition} if by == "definition" else names):
            pipelines.setdefault(definition, []).append(build)
    page = f"{settings.page}/{quote(project)}/_build"
    runs = {one: newest_first(map(_run, own)) for one, own in sorted(pipelines.items())}
    failing = [one for one, listed in runs.items() if listed and listed[0].status == "failing"]
    looked_up = {one: _failed(asked, project, runs[one][0]) for one in failing[:MOST_FAILING]}
    workflows = [
        workflow_of(
            one,
            listed,
            failed=looked_up.get(one, ()),
            start_url=f"{page}?definitionId={pipelines[one][0].whole('definition.id')}",
        )
        for one, listed in runs.items()
        if listed
    ]
    return Found(builds_of(workflows), page)


def _run(build: Item) -> Run:
    status, trigger = build.text("status"), build.inner("triggerInfo")
    return run_of(
        build,
        _RUN,
        STATES,
        raw=build.text("result") if status == "completed" else status,
        branch=(build.text("sourceBranch") or "").removeprefix("refs/heads/") or None,
        message=build.response.text(trigger.value, "ci.message", trigger.place),
    )


def _failed(asked: Asked, project: str, run: Run) -> tuple[FailedJob, ...]:
    """The failed jobs of a build, and of the first one the failed task with the end of its log."""
    build = f"{quote(project)}/_apis/build/builds/{run.number}"
    timeline = asked.try_object(f"{build}/timeline", _VERSION)
    records = list(timeline.items("records")) if timeline else []
    failed = [one for one in records if one.text("result") == "failed"]
    jobs = [one for one in failed if one.text("type") == "Job"]
    shown = jobs_of(jobs, {"job": "name"}, url=f"{run.url}&view=logs" if run.url else None)
    tasks = [one for one in failed if one.text("type") == "Task"]
    task = (
        next((one for one in tasks if one.text("parentId") == jobs[0].text("id")), None)
        if jobs
        else None
    )
    if task is None:
        return shown
    log = task.whole("log.id")
    lines = asked.try_object(f"{build}/logs/{log}", _VERSION) if log else None
    text = "\n".join(lines.response.texts(lines.value, "value", "")) if lines else ""
    step = {"step": task.text("name") or "task", "log": log_end(text)}
    return shown[0].model_copy(update=step), *shown[1:]
