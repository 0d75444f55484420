"""Carries over `integrations.*`: hosts and the names of token variables, never a token itself."""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.commands.migration.nodes import Node, variable_of
from catalogsite.commands.migration.notes import Draft

PUBLIC = "github.com"
_DEFAULT_HOSTS = {
    "github": PUBLIC,
    "gitlab": "gitlab.com",
    "bitbucketCloud": "bitbucket.org",
    "azure": "dev.azure.com",
}
_GIT_HOSTS = (*_DEFAULT_HOSTS, "bitbucket", "bitbucketServer", "gerrit", "gitea", "harness")
_SECRETS = ("token", "appPassword", "password", "personalAccessToken")
_USUAL = "GITHUB_TOKEN"


class GitHubHost(NamedTuple):
    """The API address of a GitHub host, and the environment variable of its token."""

    api_url: str | None
    variable: str | None


def read_integrations(root: Node, draft: Draft) -> dict[str, GitHubHost]:
    """The GitHub hosts by name; other integrations are noted."""
    found: dict[str, GitHubHost] = {}
    section = root.child("integrations")
    for kind, node in (section.children if section else {}).items():
        for number, item in enumerate(node.items):
            place = f"integrations.{kind}[{number}]"
            host = draft.text(item.child("host"), f"{place}.host") or _DEFAULT_HOSTS.get(kind)
            if kind not in _GIT_HOSTS or not host:
                draft.note(item, place, "catalogsite reads git repositories only")
                continue
            draft.add_host(host)
            if kind == "github":
                found[host.lower()] = _github(item, host.lower(), place, draft)
            else:
                _credentials(item, host, place, draft)
    return found


def _github(item: Node, host: str, place: str, draft: Draft) -> GitHubHost:
    api = draft.text(item.child("apiBaseUrl"), f"{place}.apiBaseUrl")
    api = None if host == PUBLIC else (api or f"https://{host}/api/v3").rstrip("/")
    apps = item.child("apps")
    if apps is not None:
        message = (
            "name the App in `app` of the `github` source: `id`, `installation` and `private_key`"
        )
        draft.note(apps, f"{place}.apps", message)
    return GitHubHost(api, _variable(item.child("token"), f"{place}.token", draft))


def _variable(token: Node | None, place: str, draft: Draft) -> str | None:
    if token is None or token.value is None:
        return None
    name = variable_of(token)
    if name is None:
        # The value is not repeated in the note, because it may be the token.
        message = (
            "refused: a token must not stand in a file; put it into the environment, "
            f"as ${_USUAL}, and revoke it if the file was ever shared"
        )
        draft.note(token, place, message)
    return name


def _credentials(item: Node, host: str, place: str, draft: Draft) -> None:
    for key in _SECRETS:
        secret = item.child(key)
        if secret is None or secret.value is None:
            continue
        literal = variable_of(secret) is None
        warning = "refused: a secret must not stand in a file; " if literal else ""
        message = f"{warning}git reads {host}: give git the credentials by a credential helper"
        draft.note(secret, f"{place}.{key}", message)
