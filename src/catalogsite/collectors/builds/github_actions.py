"""Enrichment `github_actions`: the last runs of each workflow on the default branch."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.access.github import github_access
from catalogsite.collectors.access.rights import Access, Need
from catalogsite.collectors.builds.asking import Asked
from catalogsite.collectors.builds.collect_builds import Api, Results, collect_builds
from catalogsite.collectors.builds.failing_builds import BuildSettings, Found
from catalogsite.collectors.builds.github_batches import Batches
from catalogsite.collectors.builds.github_rest import RestRepository
from catalogsite.collectors.builds.github_workflows import STATES
from catalogsite.collectors.hosts.github_api import API_NAME, GitHubSettings, open_github
from catalogsite.collectors.hosts.github_graphql import GitHubGraphQl
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.targets import Hint, Target, github_targets
from catalogsite.model.facts.build_runs import BuildRuns
from catalogsite.model.source_run import Failure

__all__ = ["HINT", "STATES", "TITLE", "Settings", "collect", "probe", "targets"]

TITLE = "GitHub Actions"
HINT = Hint("github.com/project-slug", "{path}")


class Settings(GitHubSettings, BuildSettings):
    """The GitHub to read; every repository of the catalog on it is a target."""

    kind: Literal["github_actions"] = "github_actions"


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity whose repository has workflows that have run."""
    listed = list(targets(settings, context))
    if not listed or not settings.has_token(context.env):
        # GraphQL answers nobody without a token.
        yield from collect_builds(settings, context, Api(API_NAME, open_github, _by_rest), listed)
        return
    slugs = {ref: one.slug for one in listed for ref in one.subjects}
    lost: set[str | None] = set()
    with open_github(settings, context) as client:
        batches = Batches(client, GitHubGraphQl(client, settings), settings.web_origin, context.now)
        batches.read(listed)
        api = Api(API_NAME, open_github, partial(_by_graphql, batches))
        for item in collect_builds(settings, context, api, listed):
            if isinstance(item, Failure):
                lost.update(map(slugs.get, item.subjects or slugs))
            elif isinstance(item.value, BuildRuns):
                batches.learn_jobs(slugs[item.subject], item.value)
            yield item
        batches.keep(one.slug for one in listed if one.slug not in lost)


def targets(settings: Settings, context: Context) -> Iterator[Target]:
    """Each repository, with its entities."""
    return github_targets(settings.web_origin, context)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    needs = [
        Need(f"repos/{quote(one.slug)}/actions/workflows", f"Actions (read) of {one.slug}")
        for one in islice(targets(settings, context), 1)
    ]
    with open_github(settings, context) as client:
        return github_access(client, needs, token=settings.has_token(context.env))


def _by_rest(settings: Settings, asked: Asked) -> Iterator[Found]:
    yield RestRepository(settings.web_origin, asked).found()


def _by_graphql(batches: Batches, settings: Settings, asked: Asked) -> Iterator[Found]:
    slug, rest = asked.target.slug, RestRepository(settings.web_origin, asked)
    if slug in batches.errors:
        raise batches.errors[slug]
    if slug in batches.responses:
        asked.responses.append(batches.responses[slug])
    if slug in batches.asked_by_rest:
        batches.complete(slug, *rest.read())
    elif slug in batches.incomplete:
        asked.failures.append(batches.not_known(asked.target))
    kept = batches.kept.get(slug)
    yield rest.listed(kept.workflows, kept.runs, kept.failed) if kept else rest.found()
