"""Enrichment `gitlab_deployments`: which commit is deployed to which environment of GitLab."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Literal

from catalogsite.collectors.access.gitlab import gitlab_access
from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.account import Account, Results, collect_account
from catalogsite.collectors.builds.asking import Asked, failure_about
from catalogsite.collectors.deployments.entity_deployments import deployments_of
from catalogsite.collectors.deployments.environments import DeploymentSettings
from catalogsite.collectors.deployments.gitlab_project import STATES, Project
from catalogsite.collectors.gitlab_projects import (
    API_NAME,
    GitLabSettings,
    open_gitlab,
    project_of,
)
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.targets import Hint, Target, targets_by
from catalogsite.errors import ProviderError
from catalogsite.model.facts.running.deployments import Deployments

__all__ = ["HINT", "STATES", "TITLE", "Settings", "collect", "probe", "targets"]

TITLE = "GitLab deployments"
HINT = Hint("gitlab.com/project-slug", "{path}")


class Settings(GitLabSettings, DeploymentSettings):
    """The GitLab to read."""

    kind: Literal["gitlab_deployments"] = "gitlab_deployments"


def collect(settings: Settings, context: Context) -> Results:
    """One fact for each entity whose project has been deployed."""
    found = targets(settings, context)
    if found:
        client, read = open_gitlab(settings, context), partial(_read, found)
        yield from collect_account(settings, context, API_NAME, client, read)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    with open_gitlab(settings, context) as client:
        token = settings.token.value(context.env) is not None
        return gitlab_access(client, ("read_api", "api"), token=token)


targets = partial(targets_by, project_of)


def _read(found: Sequence[Target], account: Account) -> Results:
    for asked, answer in account.client.each(partial(_answer, account), _asked(found, account)):
        if isinstance(answer, ProviderError):
            yield failure_about(account.kind, asked.target, answer)
        elif answer.deployments:
            subjects, key = asked.target.subjects, f"deployments.{account.kind}"
            page = next((one.url for one in answer.deployments if one.url), None)
            yield from account.facts(subjects, key, answer, page)
        yield from asked.missed()


def _asked(found: Sequence[Target], account: Account) -> list[Asked]:
    return [Asked(account.client, account.kind, API_NAME, one) for one in found]


def _answer(account: Account, asked: Asked) -> Deployments | ProviderError:
    """The deployments of a project. Raises ProviderError for refused credentials only."""
    try:
        return deployments_of(Project(account.settings, asked).deployments())
    except ProviderError as error:
        if error.status == HTTPStatus.UNAUTHORIZED:
            raise
        return error
