"""Enrichment `buildkite`: the last builds of each pipeline of Buildkite on the default branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal

from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.builds import runs
from catalogsite.collectors.builds.asking import Asked, failure_about
from catalogsite.collectors.builds.collect_builds import Api, Results, collect_builds
from catalogsite.collectors.builds.failing_builds import Found, Listed
from catalogsite.collectors.protocol import Address, CollectorSettings, Context, Secret
from catalogsite.collectors.response_item import Item
from catalogsite.collectors.targets import Hint, Place, Subject, Target, targets_by, together
from catalogsite.errors import ProviderError
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.repositories.hosts import web_url_of

TITLE = "Buildkite"
HINT = Hint("buildkite.com/project-slug", "{settings.organization}/{name}")
API_NAME = "Buildkite's API"
STATES = runs.states_of(
    passing="PASSED",
    failing="FAILED FAILING BLOCKED_FAILED",
    running="RUNNING CREATING",
    waiting="SCHEDULED BLOCKED",
    cancelled="CANCELED CANCELING",
    skipped="SKIPPED NOT_RUN",
)
WHO = "query Who($slug: ID!) { viewer { user { name } } organization(slug: $slug) { id } }"
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


class Settings(CollectorSettings):
    """The organisation to read; `organization` is its name in addresses."""

    kind: Literal["buildkite"] = "buildkite"
    organization: str
    api_url: Address = "https://graphql.buildkite.com"
    token: Secret = Secret(env="BUILDKITE_API_TOKEN")


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity that has pipelines which have built the default branch."""
    named = targets(settings, context)
    everything = together(named, lambda _: (settings.organization, None))
    return collect_builds(settings, context, Api(API_NAME, _open, _read), everything)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        asked = Asked(client, settings.kind, API_NAME, Target(settings.organization, None, ()))
        found = asked.query("v1", WHO, {"slug": settings.organization})
    right = f"a member's access to the organisation {settings.organization}"
    missing = () if found.inner("organization").text("id") else (right,)
    return Access(found.text("viewer.user.name"), missing)


def _open(settings: Settings, context: Context) -> Client:
    return context.client(settings.api_url, token=settings.token.value(context.env))


def _place(settings: Settings, _: Context, subject: Subject) -> Place | None:
    named = subject.annotations.get("buildkite.com/project-slug")
    if named is None:
        return (subject.page, None) if subject.page else None
    slug = _SLUG.fullmatch(named)
    return (slug[1], None) if slug and slug[1].startswith(f"{settings.organization}/") else None


targets = partial(targets_by, _place)


def _read(settings: Settings, asked: Asked) -> Iterator[Found]:
    variables = {"slug": settings.organization}
    listed: dict[str, list[Listed]] = {}
    error: ProviderError | None = None
    try:
        for node in asked.query_pages("v1", QUERY, variables, "organization.pipelines"):
            for name in _names(settings, node):
                listed.setdefault(name, []).extend(_listed(node))
    except ProviderError as caught:
        error = caught
    for target in asked.target.parts:
        own = listed.get(target.slug.casefold())
        yield Found(target, own or [], f"https://buildkite.com/{settings.organization}")
        if own is None and error is None and "://" not in target.slug:
            asked.failures.append(_missing(asked, target))
    if error is not None:
        raise error


def _names(settings: Settings, node: Item) -> set[str]:
    """The names by which entities know a pipeline."""
    own = f"{settings.organization}/{node.text('slug')}"
    repository = web_url_of(node.text("repository.url") or "")
    return {name.casefold() for name in (own, repository[0] if repository else own)}


def _listed(node: Item) -> list[Listed]:
    """The pipeline with its builds and the jobs that failed; nothing for one without builds."""
    builds = {build.whole("number"): build for build in node.each("builds.edges[].node")}
    listed = runs.newest_first(map(_run, builds.values()))
    if not listed:
        return []
    jobs = builds[listed[0].number].each("jobs.edges[].node")
    failed = [one for one in jobs if not (one.flag("softFailed") or one.flag("retried"))]
    name, url = node.text("name") or node.text("slug") or "pipeline", node.text("url")
    start = f"{url}?new-build=true" if url else None
    shown = runs.jobs_of(failed, {"job": "label", "url": "url"})
    return [Listed(runs.workflow_of(name, listed, failed=shown, start_url=start))]


def _run(build: Item) -> runs.Run:
    raw, blocked = build.text("state"), build.text("blockedState")
    # A build that waits after a failure would hide it.
    raw = "BLOCKED_FAILED" if raw == "BLOCKED" and blocked == "FAILED" else raw
    author = build.text("createdBy.name") or build.text("createdBy.unregistered")
    return runs.run_of(build, _RUN, STATES, raw=raw, author=author)


def _missing(asked: Asked, target: Target) -> Failure:
    what, fix = "no such pipeline, or not allowed", "check the annotation"
    error = ProviderError(what, where=asked.client.base_url, fix=fix)
    return failure_about(asked.kind, target, error)
