"""Enrichment `github_deployments`: which commit is deployed to which environment of GitHub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.access.github import github_access
from catalogsite.collectors.access.rights import Access, Need
from catalogsite.collectors.account import Account, Results, collect_account
from catalogsite.collectors.deployments.environments import DeploymentSettings
from catalogsite.collectors.deployments.github_reading import STATES
from catalogsite.collectors.deployments.github_repositories import Repositories
from catalogsite.collectors.hosts.github_api import API_NAME, GitHubSettings, open_github
from catalogsite.collectors.hosts.github_graphql import GitHubGraphQl
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.targets import Hint, Target, github_targets
from catalogsite.model.source_run import Failure

__all__ = ["HINT", "STATES", "TITLE", "Settings", "collect", "probe", "targets"]

TITLE = "GitHub deployments"
HINT = Hint("github.com/project-slug", "{path}")


class Settings(GitHubSettings, DeploymentSettings):
    """The GitHub to read; every repository of the catalog on it is a target."""

    kind: Literal["github_deployments"] = "github_deployments"


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity whose repository has been deployed."""
    found = list(targets(settings, context))
    if found and not settings.has_token(context.env):
        yield Failure(
            source=settings.kind,
            reason="GitHub's GraphQL API answers nobody without a token",
            fix=f"set {settings.token.env}, or name an `app`",
            url=settings.api_url,
        )
    elif found:
        client, read = open_github(settings, context), partial(_read, found)
        yield from collect_account(settings, context, API_NAME, client, read)


def targets(settings: Settings, context: Context) -> Iterator[Target]:
    """Each repository, with its entities."""
    return github_targets(settings.web_origin, context)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    needs = [
        Need(f"repos/{quote(one.slug)}/{path}", f"{right} (read) of {one.slug}", {"per_page": 1})
        for one in islice(targets(settings, context), 1)
        for path, right in (("deployments", "Deployments"), ("environments", "Actions"))
    ]
    with open_github(settings, context) as client:
        return github_access(client, needs, token=settings.has_token(context.env))


def _read(found: Sequence[Target], account: Account) -> Results:
    api = GitHubGraphQl(account.client, account.settings)
    account.responses.append(api.response)
    repositories = Repositories(account, api)
    repositories.read([one.slug for one in found])
    for target in found:
        yield from repositories.results(target)
