"""Enrichment `dependabot_alerts`: the open Dependabot alerts of an organisation of GitHub."""

from __future__ import annotations

from functools import partial
from typing import Literal

from catalogsite.collectors.access.github import github_access
from catalogsite.collectors.access.rights import Access, Need
from catalogsite.collectors.account import Account, Results, collect_account
from catalogsite.collectors.hosts.github_api import API_NAME, GitHubSettings, open_github
from catalogsite.collectors.hosts.github_graphql import GitHubGraphQl
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.response_item import Item, given
from catalogsite.collectors.targets import Hint, Target, github_targets
from catalogsite.model.facts.quality.vulnerabilities import (
    Severity,
    Vulnerability,
    vulnerabilities_value,
)

TITLE = "Dependabot"
HINT = Hint("github.com/project-slug", "{path}")
SEVERITIES: dict[str, Severity] = {
    "critical": "critical",
    "high": "high",
    "medium": "medium",
    "low": "low",
}
QUERY = """query Watched($login: String!, $after: String) {
  organization(login: $login) { repositories(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { nameWithOwner hasVulnerabilityAlertsEnabled } } }
}"""
_ALERT = {"package": "dependency.package.name", "file": "dependency.manifest_path"}
_ALERT |= {"summary": "security_advisory.summary", "url": "html_url"}
_ALERT |= {"fixed": "security_vulnerability.first_patched_version.identifier"}


class Settings(GitHubSettings):
    """The organisation to read."""

    kind: Literal["dependabot_alerts"] = "dependabot_alerts"
    organization: str


def collect(settings: Settings, context: Context) -> Results:
    """The open alerts of each repository of the organisation for which alerts are enabled."""
    found = targets(settings, context)
    if found:
        client, read = open_github(settings, context), partial(_read, found)
        yield from collect_account(settings, context, API_NAME, client, read)


def targets(settings: Settings, context: Context) -> list[Target]:
    """Each repository of the organisation, with its entities."""
    owner = settings.organization.casefold()
    listed = github_targets(settings.web_origin, context)
    return [one for one in listed if one.slug.partition("/")[0].casefold() == owner]


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    alerts = Need(_path(settings), "Dependabot alerts (read)", {"per_page": 1})
    with open_github(settings, context) as client:
        return github_access(client, [alerts], token=settings.has_token(context.env))


def _path(settings: Settings) -> str:
    return f"orgs/{settings.organization}/dependabot/alerts"


def _read(found: list[Target], account: Account) -> Results:
    alerts: dict[str, list[Vulnerability]] = {}
    # Where alerts are disabled there are none, and nobody looks for them.
    watched = _watched(account)
    for one in account.items(_path(account.settings), (("state", "open"), ("per_page", 100))):
        slug = (one.text("repository.full_name") or "").casefold()
        alerts.setdefault(slug, []).append(_vulnerability(one))
    for target in found:
        slug = target.slug.casefold()
        if slug in watched or slug in alerts:
            page = f"{account.settings.web_origin}/{target.slug}/security/dependabot"
            value = vulnerabilities_value(alerts.get(slug, ()))
            yield from account.facts(
                target.subjects, "quality.vulnerabilities.dependabot_alerts", value, page
            )


def _watched(account: Account) -> frozenset[str]:
    """The repositories for which alerts are enabled, in lower case. Raises ProviderError."""
    api = GitHubGraphQl(account.client, account.settings)
    account.responses.append(api.response)
    login = {"login": account.settings.organization}
    nodes = api.nodes(QUERY, login, "organization", "repositories")
    listed = [Item(api.response, node, place) for place, node in nodes]
    enabled = (one for one in listed if one.flag("hasVulnerabilityAlertsEnabled"))
    return frozenset((one.text("nameWithOwner") or "").casefold() for one in enabled)


def _vulnerability(one: Item) -> Vulnerability:
    ghsa, cve = one.text("security_advisory.ghsa_id"), one.text("security_advisory.cve_id")
    return Vulnerability(
        id=ghsa or cve or "alert",
        severity=SEVERITIES.get(one.text("security_advisory.severity") or "", "unknown"),
        **given(
            aliases=(cve,) if ghsa and cve else (),
            since=one.time("created_at"),
            **{name: one.text(path) for name, path in _ALERT.items()},
        ),
    )
