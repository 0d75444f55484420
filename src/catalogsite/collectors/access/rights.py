"""What a provider says of the credentials that it got: whose they are, and what they may not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from catalogsite.errors import ProviderError
from catalogsite.network.client import Client

_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class Access(NamedTuple):
    """The answer of a collector's `probe`.

    `account` is whose the credentials are, None where the API does not say. `missing` are the rights
    that the settings need and the credentials lack, as the provider names them. `notes` are what
    else is worth knowing, such as when a token expires.
    """

    account: str | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Need(NamedTuple):
    """An address that the settings need, and the right to read it in the provider's words."""

    path: str
    right: str
    params: Mapping[str, str | int] | None = None


def account_of(client: Client, path: str, *keys: str) -> str | None:
    """The first text of those keys in the object at a path; None where that may not be read.

    A key may be that of an inner object: `authenticatedUser.providerDisplayName`. Raises
    ProviderError for refused credentials and for a server that does not answer.
    """
    try:
        found = client.get_json(path)
    except ProviderError as error:
        if error.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            return None
        raise
    return next(filter(None, (_text(found, key) for key in keys)), None)


def lacking(client: Client, needs: Iterable[Need]) -> Iterator[str]:
    """The rights of those needs whose address is refused. Raises ProviderError for any other error."""
    for need in needs:
        try:
            client.get_json(need.path, need.params)
        except ProviderError as error:
            if error.status not in _REFUSED:
                raise
            yield need.right


def lacking_scope(scopes: Iterable[str] | None, *any_of: str) -> tuple[str, ...]:
    """The first of some scopes, each of which would do, where a token has none; empty if it is unknown."""
    return () if scopes is None or set(any_of) & set(scopes) else any_of[:1]


def _text(value: Any, path: str) -> str | None:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else None
