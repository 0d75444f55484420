"""The access of a token of GitLab: its scopes and when it expires, by `personal_access_tokens/self`."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from catalogsite.collectors.access.rights import Access, account_of, lacking_scope
from catalogsite.errors import ProviderError
from catalogsite.network.client import Client

_NO_SELF = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


def gitlab_access(client: Client, *needed: Sequence[str], token: bool = True) -> Access:
    """Whose the token is; of each of the sequences needed it lacks the first scope if it has none.

    Without a token only public data is read. Raises ProviderError.
    """
    if not token:
        client.get_json("projects", {"per_page": 1, "simple": "true"})
        return Access()
    described = _described(client)
    scopes = described.get("scopes")
    known = scopes if isinstance(scopes, list) else None
    missing = tuple(one for any_of in needed for one in lacking_scope(known, *any_of))
    # Only these may read whose the token is; of others its own name says it.
    reads = known is None or {"api", "read_api", "read_user"} & set(map(str, known))
    account = account_of(client, "user", "username") if reads else None
    expires = described.get("expires_at")
    notes = (f"the token expires on {expires}",) if isinstance(expires, str) else ()
    name = described.get("name")
    own = f"the token `{name}`" if isinstance(name, str) and name else None
    return Access(account or own, missing, notes)


def _described(client: Client) -> dict[str, Any]:
    """The token as GitLab describes it; empty for one of OAuth, which has no description."""
    try:
        found = client.get_json("personal_access_tokens/self")
    except ProviderError as error:
        if error.status not in _NO_SELF:
            raise
        return {}
    return found if isinstance(found, dict) else {}
