"""The access of a token of Bitbucket Cloud: its scopes by a header."""

from __future__ import annotations

from catalogsite.collectors.access.rights import Access, account_of, lacking_scope
from catalogsite.network.client import Client

_SCOPES = "X-OAuth-Scopes"
_READ = ("repository", "repository:write", "repository:admin", "read:repository:bitbucket")


def bitbucket_access(client: Client, path: str, *, token: bool) -> Access:
    """Whose the token is, and the scope that it lacks to read the list at a path.

    Raises ProviderError.
    """
    _, headers = client.get_with_headers(path)
    written = headers.get(_SCOPES)
    scopes = [one.strip() for one in written.split(",")] if written else None
    account = account_of(client, "user", "nickname", "display_name") if token else None
    return Access(account, lacking_scope(scopes, *_READ))
