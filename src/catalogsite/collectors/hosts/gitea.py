"""Source `gitea`: the repositories of an organisation or a user on Gitea or Forgejo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from catalogsite.collectors.access.rights import Access, account_of
from catalogsite.collectors.hosts.listing import (
    HostSettings,
    ListedRepository,
    first_found,
    native_id_of,
    origin_of,
    requests_for,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.model.repository import RepositoryRequest, Visibility
from catalogsite.model.source_run import Failure
from catalogsite.network.paging import by_number
from catalogsite.repositories.remote import GitCredential

TITLE = "Gitea"


class Settings(HostSettings):
    """`organization` is that of an organisation or a user; `api_url` ends in `/api/v1`."""

    kind: Literal["gitea"] = "gitea"
    organization: str
    api_url: Address
    topics: tuple[str, ...] = ()
    token: Secret = Secret(env="GITEA_TOKEN")

    FLAVOUR: ClassVar[str] = "gitea"

    @property
    def owner(self) -> str:
        """The organisation or user."""
        return self.organization

    @property
    def pages_url(self) -> str:
        """The address of the web pages."""
        return self.web_url or self.api_url.removesuffix("/api/v1")

    def git_credentials(self) -> dict[str, GitCredential]:
        """Origin of the repositories to the token for git."""
        return {origin_of(self.pages_url): GitCredential(self.token.env)}


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    owner = quote(settings.organization, safe="")
    with context.client(settings.api_url, token=settings.token.value(context.env)) as client:
        # By number: the links of a server behind a proxy may name another address.
        lists = [
            client.get_pages(f"{kind}/{owner}/repos", {"limit": 50}, following=by_number())
            for kind in ("orgs", "users")
        ]
        response = Response(f"{client.base_url}orgs/{owner}/repos", "Gitea's API")
        yield from requests_for(settings, response, first_found(lists), _listed)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    token = settings.token.value(context.env)
    with context.client(settings.api_url, token=token) as client:
        return Access(account_of(client, "user", "login") if token else None)


def _listed(response: Response, place: str, item: Mapping[str, Any]) -> ListedRepository | None:
    name = response.required_text(item, "name", place)
    path = response.required_text(item, "full_name", place)
    if not (name and path):
        return None
    return ListedRepository(
        name,
        path,
        ssh_url=response.text(item, "ssh_url", place) or None,
        branch=response.text(item, "default_branch", place) or None,
        description=response.text(item, "description", place) or None,
        topics=response.texts(item, "topics", place),
        archived=response.flag(item, "archived", place),
        fork=response.flag(item, "fork", place),
        visibility=_visibility(response, place, item),
        native_id=native_id_of(response, place, item),
    )


def _visibility(response: Response, place: str, item: Mapping[str, Any]) -> Visibility | None:
    internal = response.flag(item, "internal", place)
    private = response.flag(item, "private", place)
    if not isinstance(item.get("private"), bool):
        return None
    return "private" if private else "internal" if internal else "public"
