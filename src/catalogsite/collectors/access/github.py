"""The access of a token of GitHub: scopes of a classic one by a header, rights of others by asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from catalogsite.collectors.access.rights import Access, Need, lacking
from catalogsite.errors import ProviderError
from catalogsite.network.client import Client

_SCOPES = "X-OAuth-Scopes"
_EXPIRES = "GitHub-Authentication-Token-Expiration"
_NOBODY = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_ALL_REPOSITORIES = "without the scope `repo`: private and internal repositories are not seen"


def github_access(client: Client, needs: Sequence[Need], *, token: bool) -> Access:
    """Whose the token is, and the needs that it cannot read. Raises ProviderError."""
    if not token:
        client.get_json("meta")
        return Access()
    account, headers = _account(client)
    notes = []
    if _SCOPES in headers and "repo" not in map(str.strip, headers[_SCOPES].split(",")):
        notes.append(_ALL_REPOSITORIES)
    if _EXPIRES in headers:
        notes.append(f"the token expires on {headers[_EXPIRES][:10]}")
    return Access(account, tuple(lacking(client, needs)), tuple(notes))


def _account(client: Client) -> tuple[str | None, Mapping[str, str]]:
    try:
        user, headers = client.get_with_headers("user")
    except ProviderError as error:
        if error.status not in _NOBODY:
            raise
        return _installation(client), {}
    login: Any = user.get("login") if isinstance(user, dict) else None
    return (login if isinstance(login, str) else None), headers


def _installation(client: Client) -> str | None:
    """What the token of an app, or of one of its jobs, may read: it is nobody's."""
    try:
        found = client.get_json("installation/repositories", {"per_page": 1})
    except ProviderError as error:
        if error.status not in _NOBODY:
            raise
        return None
    count = found.get("total_count") if isinstance(found, dict) else None
    return f"an app that may read {count} repositories" if isinstance(count, int) else "an app"
