"""Enrichment `circleci`: the last run of each workflow of CircleCI on the default branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.access.rights import Access, account_of
from catalogsite.collectors.builds import runs
from catalogsite.collectors.builds.asking import Asked
from catalogsite.collectors.builds.collect_builds import Api, Results, collect_builds
from catalogsite.collectors.builds.failing_builds import BuildSettings, Found, Listed
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Hint, Place, Subject, targets_by
from catalogsite.model.facts.build_runs import FailedJob
from catalogsite.network.client import Client
from catalogsite.network.credentials import in_header

TITLE = "CircleCI"
HINT = Hint("circleci.com/project-slug", "github/{path}")
MOST_PIPELINES = 3
"""Pipelines that are asked for their workflows: not every one starts every workflow."""

MOST_WORKFLOWS = 20
"""Workflows of a project that are shown, in up to three requests each."""

STATES = runs.states_of(
    passing="success",
    failing="failed failing error unauthorized infrastructure_fail timedout errored",
    running="running",
    waiting="on_hold blocked queued not_running",
    cancelled="canceled",
    skipped="not_run",
)
_RUN = {"raw": "status", "started": "created_at", "finished": "stopped_at"}
_PIPELINE = {"number": "number", "branch": "vcs.branch", "event": "trigger.type"}
_PIPELINE |= {"commit": "vcs.revision", "message": "vcs.commit.subject"}
_PIPELINE |= {"author": "trigger.actor.login"}
_PAST = {"raw": "status", "started": "created_at", "seconds": "duration"}
_SLUG = re.compile(r"(?:gh|bb|github|bitbucket|circleci)(?:/(?!\.+(?:/|$))[\w.-]+){2}")
_GUESSED = {"github.com": "gh", "bitbucket.org": "bb"}
_NAMED = {"gh": "github", "bb": "bitbucket"}


class Settings(BuildSettings):
    """The CircleCI to read; `annotated` asks only for entities with an annotation.

    `web_url` is the address of its pages, needed only for a server of your own.
    """

    kind: Literal["circleci"] = "circleci"
    url: Address = "https://circleci.com"
    web_url: Address = "https://app.circleci.com"
    annotated: bool = False
    token: Secret = Secret(env="CIRCLE_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity whose project has had a pipeline on its default branch."""
    api = Api("CircleCI's API", _open, _read)
    return collect_builds(settings, context, api, targets(settings, context))


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        return Access(account_of(client, "v2/me", "login", "name"))


def _open(settings: Settings, context: Context) -> Client:
    token = settings.token.value(context.env)
    credentials = in_header("Circle-Token", token) if token else None
    return context.client(f"{settings.url}/api", credentials=credentials)


def _place(settings: Settings, _: Context, subject: Subject) -> Place | None:
    slug = subject.annotations.get("circleci.com/project-slug")
    host, path = [*subject.page.split("/", 3)[2:], "", ""][:2]
    if slug is not None:
        vcs = slug.partition("/")[0]
        slug = f"{_NAMED.get(vcs, vcs)}{slug.removeprefix(vcs)}"
    elif host in _GUESSED and not settings.annotated:
        # The API takes both forms; the short one tells that nobody named the project.
        slug = f"{_GUESSED[host]}/{path}"
    return (slug, subject.branch) if slug and _SLUG.fullmatch(slug) else None


targets = partial(targets_by, _place)


def _read(settings: Settings, asked: Asked) -> Iterator[Found]:
    slug, branch = quote(asked.target.slug), asked.target.branch
    project, page = f"v2/project/{slug}", f"{settings.web_url}/pipelines/{slug}"
    if branch is None:
        branch = asked.get_object(project).text("vcs_info.default_branch")
    guessed = slug.partition("/")[0] in _NAMED
    ask = asked.try_object if guessed else asked.get_object
    answer = ask(f"{project}/pipeline", {"branch": branch} if branch else {})
    pipelines = list(answer.need_items("items")) if answer else []
    pipelines.sort(key=lambda one: one.whole("number") or 0, reverse=True)
    found: dict[str, Listed] = {}
    for pipeline in pipelines[:MOST_PIPELINES]:
        for name, item in _workflows(asked, pipeline).items():
            if name not in found and len(found) < MOST_WORKFLOWS:
                found[name] = _listed(asked, page, pipeline, name, item)
    if pipelines and any(pipelines[0].items("errors")):
        run = runs.run_of(pipelines[0], _PIPELINE, STATES, raw="errored", url=page)
        found["Configuration"] = Listed(runs.workflow_of("Configuration", [run]))
    yield Found(asked.target, list(found.values()), page)


def _workflows(asked: Asked, pipeline: Item) -> dict[str, Item]:
    """The workflows of a pipeline by name; a re-run is another workflow of the same pipeline."""
    id_ = pipeline.text("id")
    items = asked.try_items(f"v2/pipeline/{quote(id_, safe='')}/workflow", "items") if id_ else []
    items = sorted(items, key=lambda one: one.time("created_at") or "")
    return {name: item for item in items if (name := item.text("name"))}


def _listed(asked: Asked, page: str, pipeline: Item, name: str, item: Item) -> Listed:
    id_ = quote(item.text("id") or "", safe="")
    url = f"{page}/{pipeline.whole('number')}/workflows/{id_}"
    last = runs.run_of(item, _RUN, STATES, url=url, **runs.values_of(pipeline, _PIPELINE))
    insights = f"v2/insights/{quote(asked.target.slug)}/workflows/{quote(name, safe='')}"
    before = asked.try_items(insights, "items", {"branch": last.branch} if last.branch else {})
    past = [one for one in before if one.text("id") != id_]
    past.sort(key=lambda one: one.time("created_at") or "", reverse=True)
    listed = [last, *(runs.run_of(one, _PAST, STATES) for one in past)]
    workflow = runs.workflow_of(name, listed, start_url=page)
    return Listed(workflow, partial(_failed, asked, id_, url))


def _failed(asked: Asked, workflow: str, url: str) -> tuple[FailedJob, ...]:
    """The failed jobs; only the older API tells the steps of one, and logs are on another server."""
    items = asked.try_items(f"v2/workflow/{workflow}/job", "items")
    jobs = [one for one in items if STATES.get(one.text("status") or "") == "failing"]
    number = jobs[0].whole("job_number") if jobs else None
    details = f"v1.1/project/{quote(asked.target.slug)}/{number}"
    steps = asked.try_items(details, "steps") if number is not None else []
    failed = [step for step in steps if any(one.flag("failed") for one in step.items("actions"))]
    step = failed[0].text("name") if failed else None
    return runs.jobs_of(jobs, {"job": "name"}, url=url, step=step)
