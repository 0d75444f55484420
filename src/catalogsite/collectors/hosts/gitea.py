"""Source `gitea`: the repositories of an organisation or a user on Gitea or Forgejo."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.access.rights import Access, account_of
from catalogsite.collectors.hosts.listing import (
    Host,
    HostSettings,
    ListedRepository,
    Listing,
    first_found,
    native_id_of,
    requests_for,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.model.repository import Visibility
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


def host(settings: Settings) -> Host:
    """Whose repositories are listed, where their pages are, and how git reads them."""
    pages = settings.web_url or settings.api_url.removesuffix("/api/v1")
    return Host("gitea", settings.organization, pages, "gitea", GitCredential(settings.token.env))


def collect(settings: Settings, context: Context) -> Listing:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    owner = quote(settings.organization, safe="")
    with context.client(settings.api_url, token=settings.token.value(context.env)) as client:
        # By number: the links of a server behind a proxy may name another address.
        lists = [
            client.get_pages(f"{kind}/{owner}/repos", {"limit": 50}, following=by_number())
            for kind in ("orgs", "users")
        ]
        response = Response(f"{client.base_url}orgs/{owner}/repos", "Gitea's API")
        yield from requests_for(settings, host(settings), response, first_found(lists), _listed)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    token = settings.token.value(context.env)
    with context.client(settings.api_url, token=token) as client:
        return Access(account_of(client, "user", "login") if token else None)


def _listed(item: Item) -> ListedRepository | None:
    name = item.required("name")
    path = item.required("full_name")
    if not (name and path):
        return None
    return ListedRepository(
        name,
        path,
        ssh_url=item.text("ssh_url"),
        branch=item.text("default_branch"),
        description=item.text("description"),
        topics=item.texts("topics"),
        archived=item.flag("archived"),
        fork=item.flag("fork"),
        visibility=_visibility(item),
        native_id=native_id_of(item),
    )


def _visibility(item: Item) -> Visibility | None:
    internal = item.flag("internal")
    private = item.flag("private")
    if not isinstance(item.value.get("private"), bool):
        return None
    return "private" if private else "internal" if internal else "public"
