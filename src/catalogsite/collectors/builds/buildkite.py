"""Enrichment `buildkite`: the last builds of each pipeline of Buildkite on the default branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal, NamedTuple

from catalogsite.collectors.builds.asking import Asked, Found, Results, facts_about, failure_about
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
from catalogsite.model.facts.build_runs import BuildState, Workflow
from catalogsite.network.client import Client
from catalogsite.network.paging import endless
from catalogsite.repositories.hosts import web_url_of

TITLE = "Buildkite"
STATES: dict[str, BuildState] = {
    "PASSED": "passing",
    **dict.fromkeys(("FAILED", "FAILING", "BLOCKED_FAILED"), "failing"),
    **dict.fromkeys(("RUNNING", "CREATING"), "running"),
    **dict.fromkeys(("SCHEDULED", "BLOCKED"), "waiting"),
    **dict.fromkeys(("CANCELED", "CANCELING"), "cancelled"),
    **dict.fromkeys(("SKIPPED", "NOT_RUN"), "skipped"),
}
QUERY = """query Builds($slug: ID!, $after: String) {
  organization(slug: $slug) { pipelines(first: 25, after: $after, archived: false, order: NAME) {
    pageInfo { hasNextPage endCursor }
    edges { node { slug name url repository { url } builds(first: 10, branch: "%default") {
      edges { node {
        number url state blockedState branch commit message startedAt finishedAt source { name }
        createdBy { ... on User { name } ... on UnregisteredUser { unregistered: name } }
        jobs(first: 5, type: COMMAND, passed: false, state: [FINISHED, TIMED_OUT, EXPIRED, BROKEN]) {
          edges { node { ... on JobTypeCommand { label url softFailed retried } } } }
      } } } } } } }
}"""
_RUN = {"number": "number", "url": "url", "branch": "branch", "event": "source.name"}
_RUN |= {"commit": "commit", "message": "message"}
_RUN |= {"started": "startedAt", "finished": "finishedAt"}
_SLUG = re.compile(r"([\w-]+/[\w-]+)(?:/.*)?")


class _Pipeline(NamedTuple):
    """The names by which entities know a pipeline, and its builds, where it has any."""

    names: set[str]
    workflow: Workflow | None


class Settings(CollectorSettings):
    """The organisation to read; `organization` is its name in addresses."""

    kind: Literal["buildkite"] = "buildkite"
    organization: str
    api_url: Address = "https://graphql.buildkite.com"
    token: Secret = Secret(env="BUILDKITE_API_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity that has pipelines which have built the default branch."""
    targets = targets_by(partial(_place, settings), context)
    if not targets:
        return
    found: list[_Pipeline] = []
    complete = True
    with _open(settings, context) as client:
        everything = Target(settings.organization, None, ())
        asked = Asked(client, settings.kind, "Buildkite's API", everything)
        try:
            found.extend(map(partial(_pipeline, settings), _pipelines(settings, asked)))
        except ProviderError as error:
            complete = False
            yield failure_about(asked.kind, everything, error)
        else:
            yield from asked.missed()
    for target in targets:
        own = [one for one in found if target.slug.casefold() in one.names]
        workflows = [one.workflow for one in own if one.workflow]
        builds = Found(builds_of(workflows), f"https://buildkite.com/{settings.organization}")
        yield from facts_about(settings.kind, target.subjects, builds, context)
        if complete and not own and "://" not in target.slug:
            missing = ProviderError(
                "no such pipeline, or not allowed",
                where=settings.api_url,
                fix="check the annotation",
            )
            yield failure_about(settings.kind, target, missing)


def probe(settings: Settings, context: Context) -> None:
    """Send one request, which checks the address and the token. Raises ProviderError."""
    with _open(settings, context) as client:
        client.post_json("v1", {"query": "{ viewer { id } }"})


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.api_url, token=settings.token.value(context.env))


def _place(settings: Settings, subject: Subject) -> Place | None:
    named = subject.annotations.get("buildkite.com/project-slug")
    if named is None:
        return (subject.page, None) if subject.page else None
    slug = _SLUG.fullmatch(named)
    return (slug[1], None) if slug and slug[1].startswith(f"{settings.organization}/") else None


def _pipelines(settings: Settings, asked: Asked) -> Iterator[Item]:
    """Every pipeline of the organisation. Raises ProviderError."""
    cursor: str | None = None
    seen: set[str | None] = set()
    while True:
        variables = {"slug": settings.organization, "after": cursor}
        page = asked.query("v1", QUERY, variables).inner("organization.pipelines")
        edges = list(page.need_items("edges"))
        yield from (edge.inner("node") for edge in edges)
        if not page.flag("pageInfo.hasNextPage"):
            return
        seen.add(cursor)
        cursor = page.text("pageInfo.endCursor")
        if reason := endless(cursor in seen, len(seen), 0):
            raise ProviderError(reason, where=asked.client.base_url)


def _pipeline(settings: Settings, node: Item) -> _Pipeline:
    slug, url = node.text("slug"), node.text("url")
    repository = web_url_of(node.text("repository.url") or "")
    own = f"{settings.organization}/{slug}"
    names = {name.casefold() for name in (own, repository[0] if repository else own)}
    builds = [edge.inner("node") for edge in node.items("builds.edges")]
    runs = newest_first(map(_run, builds))
    last = next((one for one in builds if runs and one.value.get("number") == runs[0].number), None)
    if last is None:
        return _Pipeline(names, None)
    jobs = [edge.inner("node") for edge in last.items("jobs.edges")]
    failed = [one for one in jobs if not (one.flag("softFailed") or one.flag("retried"))]
    shown = jobs_of(failed, {"job": "label", "url": "url"})
    start = f"{url}?new-build=true" if url else None
    name = node.text("name") or own
    return _Pipeline(names, workflow_of(name, runs, failed=shown, start_url=start))


def _run(build: Item) -> Run:
    raw, blocked = build.text("state"), build.text("blockedState")
    # A build that waits after a failure would hide it.
    raw = "BLOCKED_FAILED" if raw == "BLOCKED" and blocked == "FAILED" else raw
    author = build.text("createdBy.name") or build.text("createdBy.unregistered")
    return run_of(build, _RUN, STATES, raw=raw, author=author)
