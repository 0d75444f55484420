"""Enrichment `circleci`: the last run of each workflow of CircleCI on the default branch."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.builds.asking import Api, Asked, Found, Results, collect_builds
from catalogsite.collectors.builds.runs import builds_of, jobs_of, run_of, workflow_of
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Place, Subject
from catalogsite.model.facts.build_runs import BuildState, FailedJob, Workflow
from catalogsite.network.client import Client
from catalogsite.network.credentials import in_header

TITLE = "CircleCI"
MOST_PIPELINES = 3
"""Pipelines that are asked for their workflows: not every one starts every workflow."""

MOST_WORKFLOWS = 20
"""Workflows of a project that are shown, in up to three requests each."""

STATES: dict[str, BuildState] = {
    "success": "passing",
    **dict.fromkeys(("failed", "failing", "error", "unauthorized"), "failing"),
    **dict.fromkeys(("infrastructure_fail", "timedout", "errored"), "failing"),
    "running": "running",
    **dict.fromkeys(("on_hold", "blocked", "queued", "not_running"), "waiting"),
    "canceled": "cancelled",
    "not_run": "skipped",
}
_RUN = {"raw": "status", "started": "created_at", "finished": "stopped_at"}
_PIPELINE = {"number": "number", "branch": "vcs.branch", "event": "trigger.type"}
_PIPELINE |= {"commit": "vcs.revision", "message": "vcs.commit.subject"}
_PIPELINE |= {"author": "trigger.actor.login"}
_PAST = {"raw": "status", "started": "created_at", "seconds": "duration"}
_SLUG = re.compile(r"(?:gh|bb|github|bitbucket|circleci)(?:/(?!\.+(?:/|$))[\w.-]+){2}")
_GUESSED = {"github.com": "gh", "bitbucket.org": "bb"}
_NAMED = {"gh": "github", "bb": "bitbucket"}


class Settings(CollectorSettings):
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
    return collect_builds(settings, context, Api("CircleCI's API", _open), _read, _place)


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address and the token. Raises ProviderError."""
    with _open(settings, context) as client:
        client.get_json("v2/me")


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


def _read(settings: Settings, asked: Asked) -> Found:
    slug = asked.target.slug
    project, page = f"v2/project/{quote(slug)}", f"{settings.web_url}/pipelines/{quote(slug)}"
    guessed = slug.partition("/")[0] in _NAMED
    branch = asked.target.branch
    if branch is None:
        branch = asked.get_object(project).text("vcs_info.default_branch")
    ask = asked.try_object if guessed else asked.get_object
    listed = ask(f"{project}/pipeline", {"branch": branch} if branch else {})
    if listed is None:
        return Found(None, page)
    pipelines = sorted(listed.need_items("items"), key=lambda one: -(one.whole("number") or 0))
    found: dict[str, Workflow] = {}
    for pipeline in pipelines[:MOST_PIPELINES]:
        for name, item in _workflows(asked, pipeline).items():
            if name not in found and len(found) < MOST_WORKFLOWS:
                found[name] = _workflow(asked, page, pipeline, item)
    if pipelines and any(pipelines[0].items("errors")):
        run = run_of(pipelines[0], _PIPELINE, STATES, raw="errored", url=page)
        found["Configuration"] = workflow_of("Configuration", [run])
    return Found(builds_of(found.values()), page)


def _workflows(asked: Asked, pipeline: Item) -> dict[str, Item]:
    """The workflows of a pipeline by name; a re-run is another workflow of the same pipeline."""
    id_ = pipeline.text("id")
    answer = asked.try_object(f"v2/pipeline/{quote(id_, safe='')}/workflow") if id_ else None
    items = list(answer.need_items("items")) if answer else []
    items.sort(key=lambda one: one.time("created_at") or "")
    return {name: item for item in items if (name := item.text("name"))}


def _workflow(asked: Asked, page: str, pipeline: Item, item: Item) -> Workflow:
    name, id_ = item.text("name") or "", quote(item.text("id") or "", safe="")
    url = f"{page}/{pipeline.whole('number')}/workflows/{id_}"
    about = run_of(pipeline, _PIPELINE, STATES, raw=None)
    last = replace(run_of(item, _RUN, STATES, url=url), **{n: getattr(about, n) for n in _PIPELINE})
    insights = f"v2/insights/{quote(asked.target.slug)}/workflows/{quote(name, safe='')}"
    before = asked.try_object(insights, {"branch": last.branch} if last.branch else {})
    past = [one for one in before.items("items") if one.text("id") != id_] if before else []
    past.sort(key=lambda one: one.time("created_at") or "", reverse=True)
    return workflow_of(
        name,
        [last, *(run_of(one, _PAST, STATES) for one in past)],
        failed=_failed(asked, id_, url) if last.status == "failing" else (),
        start_url=page,
    )


def _failed(asked: Asked, workflow: str, url: str) -> tuple[FailedJob, ...]:
    """The failed jobs; only the older API tells the steps of one, and logs are on another server."""
    answer = asked.try_object(f"v2/workflow/{workflow}/job")
    items = list(answer.items("items")) if answer else []
    jobs = [one for one in items if STATES.get(one.text("status") or "") == "failing"]
    number = jobs[0].whole("job_number") if jobs else None
    if number is None:
        return jobs_of(jobs, {"job": "name"}, url=url)
    details = asked.try_object(f"v1.1/project/{quote(asked.target.slug)}/{number}")
    steps = list(details.items("steps")) if details else []
    failed = [step for step in steps if any(one.flag("failed") for one in step.items("actions"))]
    first, *others = jobs_of(jobs, {"job": "name"}, url=url)
    return first.model_copy(update={"step": failed[0].text("name")} if failed else {}), *others
