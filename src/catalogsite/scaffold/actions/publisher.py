"""How actions reach the hosts of repositories: what the edge of the program makes for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol

from catalogsite.repositories.change import Change

HostKind = Literal["github", "gitlab", "gitea"]


class HostApi(Protocol):
    """The API and the git server of one host, with the credentials of the user.

    Its methods raise ProviderError and SourceError, without secrets.
    """

    @property
    def pages_url(self) -> str:
        """The address of its pages, without a final slash: `https://github.com`."""

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at a path of the API."""

    def change(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON response to a request that changes something; None for an empty one."""

    def push(self, url: str, change: Change) -> str | None:
        """Commit and push; the commit's hash, or None where nothing changes."""


class Publisher(Protocol):
    """The hosts that the user has credentials for."""

    def host(self, kind: HostKind, authority: str, owner: str, token: str | None) -> HostApi:
        """The host of a name such as `github.com`, asked with `token` or with the user's own.

        Raises TemplateError for a host that is not known as one of this kind, and without credentials.
        """

    def author(self) -> tuple[str | None, str | None]:
        """The name and the e-mail address that the user's git is configured with."""
