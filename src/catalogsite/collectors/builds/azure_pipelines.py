"""Enrichment `azure_pipelines`: the last builds of each pipeline of Azure DevOps on a branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal
from urllib.parse import quote, unquote

from catalogsite.collectors.access.azure import azure_access
from catalogsite.collectors.access.rights import Access, Need
from catalogsite.collectors.builds import runs
from catalogsite.collectors.builds.asking import Asked
from catalogsite.collectors.builds.collect_builds import Api, Results, collect_builds
from catalogsite.collectors.builds.failing_builds import BuildSettings, Found, Listed
from catalogsite.collectors.builds.log_end import log_end
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Hint, Place, Subject, Target, targets_by, together
from catalogsite.model.facts.build_runs import FailedJob
from catalogsite.network.client import Client
from catalogsite.network.credentials import basic

TITLE = "Azure Pipelines"
HINT = Hint("dev.azure.com/project-repo", "{path}")
STATES = runs.states_of(
    passing="succeeded",
    unstable="partiallySucceeded",
    failing="failed",
    running="inProgress cancelling",
    waiting="notStarted postponed",
    cancelled="canceled",
    skipped="none",
)
_RUN = {"number": "id", "url": "_links.web.href", "event": "reason", "commit": "sourceVersion"}
_RUN |= {"author": "requestedFor.displayName", "started": "startTime", "finished": "finishTime"}
_VERSION = {"api-version": "7.1"}
_SLUG = re.compile(r"(?!\.+/)[^/]+/(?:_git|definition)/(?!\.+$)[^/]+")


class Settings(BuildSettings):
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
    named = targets(settings, context)
    projects = together(named, lambda one: (one.slug.partition("/")[0], one.branch or "main"))
    return collect_builds(settings, context, Api("Azure DevOps' API", _open, _read), projects)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    projects = [quote(one.slug.partition("/")[0]) for one in targets(settings, context)[:1]]
    needs = [
        Need(
            f"{one}/_apis/build/builds",
            f"Build (read) in the project {one}",
            {**_VERSION, "$top": 1},
        )
        for one in projects
    ]
    with _open(settings, context) as client:
        return azure_access(client, needs)


def _open(settings: Settings, context: Context) -> Client:
    token = settings.token.value(context.env)
    return context.client(settings.page, credentials=basic("", token) if token else None)


def _place(settings: Settings, _: Context, subject: Subject) -> Place | None:
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


targets = partial(targets_by, _place)


def _read(settings: Settings, asked: Asked) -> Iterator[Found]:
    project = quote(asked.target.slug)
    page, builds = f"{settings.page}/{project}/_build", f"{project}/_apis/build/builds"
    params: dict[str, str | int] = {"branchName": f"refs/heads/{asked.target.branch}", **_VERSION}
    params |= {"maxBuildsPerDefinition": 10, "queryOrder": "queueTimeDescending", "$top": 500}
    items = asked.get_pages(builds, params, "value")
    for target in asked.target.parts:
        own = [one for one in items if _is_of(one, target)]
        ids = {_name(one): one.whole("definition.id") for one in own}
        pipelines = runs.by_workflow((_name(one), _run(one)) for one in own)
        listed = []
        for name, ran in pipelines.items():
            workflow = runs.workflow_of(name, ran, start_url=f"{page}?definitionId={ids[name]}")
            failed = partial(_failed, asked, f"{builds}/{ran[0].number}", ran[0].url)
            listed.append(Listed(workflow, failed))
        yield Found(target, listed, page)


def _is_of(build: Item, target: Target) -> bool:
    _, by, name = target.slug.split("/", 2)
    if by == "definition":
        return _name(build) == name
    # A repository on another host has no name, and its path there for its id.
    path = (build.text("repository.id") or "").rpartition("/")[2]
    return name in (build.text("repository.name"), path)


def _name(build: Item) -> str:
    return build.text("definition.name") or ""


def _run(build: Item) -> runs.Run:
    status, trigger = build.text("status"), build.inner("triggerInfo")
    return runs.run_of(
        build,
        _RUN,
        STATES,
        raw=build.text("result") if status == "completed" else status,
        branch=(build.text("sourceBranch") or "").removeprefix("refs/heads/") or None,
        # The key itself has a dot.
        message=build.response.text(trigger.value, "ci.message", trigger.place),
    )


def _failed(asked: Asked, build: str, url: str | None) -> tuple[FailedJob, ...]:
    """The failed jobs of a build, and of the first one the failed task with the end of its log."""
    records = asked.try_items(f"{build}/timeline", "records", _VERSION)
    failed = [one for one in records if one.text("result") == "failed"]
    jobs = [one for one in failed if one.text("type") == "Job"]
    tasks = [one for one in failed if one.text("type") == "Task"]
    own = [one for one in tasks if jobs and one.text("parentId") == jobs[0].text("id")]
    number = own[0].whole("log.id") if own else None
    lines = asked.try_object(f"{build}/logs/{number}", _VERSION) if number else None
    log = log_end("\n".join(lines.texts("value"))) if lines else ()
    step = own[0].text("name") or "task" if own else None
    page = f"{url}&view=logs" if url else None
    return runs.jobs_of(jobs, {"job": "name"}, url=page, step=step, log=log)
