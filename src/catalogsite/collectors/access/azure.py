"""The access of a token of Azure DevOps."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from catalogsite.collectors.access.rights import Access, Need, account_of, lacking
from catalogsite.errors import ProviderError
from catalogsite.network.client import Client

_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NON_AUTHORITATIVE_INFORMATION)


def azure_access(client: Client, needs: Sequence[Need] = ()) -> Access:
    """The account of the token, and the needs that it cannot read. Raises ProviderError."""
    try:
        account = account_of(
            client,
            "_apis/connectionData",
            "authenticatedUser.customDisplayName",
            "authenticatedUser.providerDisplayName",
        )
    except ProviderError as error:
        if error.status not in _REFUSED or not needs:
            raise
        # A token for builds alone may not read whose it is.
        client.get_json(needs[0].path, needs[0].params)
        account = None
    return Access(account, tuple(lacking(client, needs)))
