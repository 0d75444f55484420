"""Carries over `catalog.providers.*`: owners at hosts become sources, others are noted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.commands.migration.host_providers import HOST_PROVIDERS, read_host_provider
from catalogsite.commands.migration.integrations import PUBLIC, GitHubHost
from catalogsite.commands.migration.nodes import Node
from catalogsite.commands.migration.notes import Draft
from catalogsite.commands.migration.repository_patterns import globs_of

_DEFAULT_PATH = "catalog-info.yaml"
_PEOPLE = "have a job export CSV or SCIM, and name the file in an `organization_file` source"
_EACH_REPOSITORY = "name each repository as a `git` source, or clone them and name the `folder`"
_ADVICE = {
    "githubOrg": "set `teams: true` in the `github` source of the organisation",
    "gitlabOrg": "set `teams: true` in the `gitlab` source of the group",
    "microsoftGraphOrg": f"Entra ID is not read: {_PEOPLE}",
    "ldapOrg": f"LDAP is not read: {_PEOPLE}",
    "okta": f"Okta is not read: {_PEOPLE}",
    "keycloakOrg": f"Keycloak is not read: {_PEOPLE}",
    "pingIdentityOrg": f"PingIdentity is not read: {_PEOPLE}",
    "awsS3": "buckets are not read: copy the descriptors into a folder before the build",
    "googleCloudStorage": "buckets are not read: copy the descriptors into a folder before the build",
    "azureBlob": "containers are not read: copy the descriptors into a folder before the build",
}
_GIT = ("gerrit",)


def read_providers(root: Node, draft: Draft, hosts: dict[str, GitHubHost]) -> None:
    """Read every provider, and the processors of Backstage versions without providers."""
    section = root.child("catalog", "providers")
    for kind, node in (section.children if section else {}).items():
        place = f"catalog.providers.{kind}"
        if kind == "github":
            for name, provider in _entries(node):
                _github(provider, f"{place}.{name}", draft, hosts)
        elif kind in HOST_PROVIDERS:
            for name, provider in _entries(node):
                read_host_provider(kind, provider, f"{place}.{name}", draft)
        elif kind in _GIT:
            for name, provider in _entries(node):
                message = f"{kind} is not listed by catalogsite: {_EACH_REPOSITORY}"
                draft.note(provider, f"{place}.{name}", message)
        else:
            message = _ADVICE.get(kind, "catalogsite has no source of this kind")
            draft.note(node, place, message)
    processors = root.child("catalog", "processors")
    for kind, node in (processors.children if processors else {}).items():
        if node.value:
            message = _ADVICE.get(kind, "catalogsite has no processors")
            draft.note(node, f"catalog.processors.{kind}", message)


def github_source(host: str, owner: str, hosts: dict[str, GitHubHost]) -> dict[str, Any]:
    """The settings of a source of kind `github` for an organisation."""
    known = hosts.get(host.lower(), GitHubHost(None, None))
    api = known.api_url or (None if host.lower() == PUBLIC else f"https://{host}/api/v3")
    token = {"env": known.variable} if known.variable else None
    return {"kind": "github", "organization": owner, "api_url": api, "token": token}


def _entries(node: Node) -> Iterator[tuple[str, Node]]:
    """The providers by id; one without an id is `default`."""
    if all(isinstance(child.value, dict) for child in node.children.values()):
        yield from node.children.items()
    else:
        yield "default", node


def _github(node: Node, place: str, draft: Draft, hosts: dict[str, GitHubHost]) -> None:
    owner = draft.text(node.child("organization"), f"{place}.organization")
    if owner is None:
        if node.child("organization") is None:
            message = "a GitHub App does not name its organisations: add a `github` source for each"
            draft.note(node, place, message)
        return
    host = draft.text(node.child("host"), f"{place}.host") or PUBLIC
    path = draft.text(node.child("catalogPath"), f"{place}.catalogPath") or _DEFAULT_PATH
    filters = node.child("filters") or Node({}, node.where)
    topics = filters.child("topic", "include") or filters.child("topic")
    topics = None if topics and isinstance(topics.value, dict) else topics
    draft.add(
        node,
        **github_source(host, owner, hosts),
        include=_names(filters.child("repository"), f"{place}.filters.repository", draft),
        topics=_texts(topics, f"{place}.filters.topic", draft),
        archived=draft.flag(filters.child("allowArchived")) or None,
        forks=False if draft.flag(filters.child("allowForks")) is False else None,
        branch=draft.text(filters.child("branch"), f"{place}.filters.branch"),
        visibility=_texts(filters.child("visibility"), f"{place}.filters.visibility", draft),
        descriptors=[path.lstrip("/")],
    )
    _note_filters(filters, f"{place}.filters", draft)


def _texts(node: Node | None, place: str, draft: Draft) -> list[str]:
    return [text for one in (node.items if node else ()) if (text := draft.text(one, place))]


def _names(node: Node | None, place: str, draft: Draft) -> list[str] | None:
    expression = draft.text(node, place) if node else None
    if node is None or expression is None:
        return None
    globs = globs_of(expression)
    if globs is None:
        message = f"`{expression}` cannot be written as globs: set `include`, else all are read"
        draft.note(node, place, message)
    return None if globs == ["*"] else globs


def _note_filters(filters: Node, place: str, draft: Draft) -> None:
    excluded = filters.child("topic", "exclude")
    if excluded is not None:
        message = "topics cannot be excluded: name the repositories in `exclude`"
        draft.note(excluded, f"{place}.topic.exclude", message)
