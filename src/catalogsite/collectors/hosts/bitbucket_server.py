"""Source `bitbucket_server`: the repositories of a Bitbucket Data Center, or of one project in it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from pydantic import Field

from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.hosts.listing import (
    Host,
    HostSettings,
    ListedRepository,
    Listing,
    native_id_of,
    requests_for,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.network.paging import by_cursor
from catalogsite.repositories.remote import GitCredential

TITLE = "Bitbucket Data Center"


class Settings(HostSettings):
    """`api_url` ends in `/rest/api/1.0`; without a `project`, every repository is listed."""

    kind: Literal["bitbucket_server"] = "bitbucket_server"
    api_url: Address
    project: str | None = Field(None, pattern=r"^~?[\w.-]+$")
    user: str | None = None
    token: Secret = Secret(env="BITBUCKET_TOKEN")


def host(settings: Settings) -> Host:
    """Whose repositories are listed, where their pages are, and how git reads them."""
    pages = settings.web_url or settings.api_url.partition("/rest/api/")[0]
    owner = settings.project or "all projects"
    credential = GitCredential(settings.token.env, settings.user or "x-token-auth")
    return Host("bitbucket_server", owner, pages, "bitbucket_server", credential)


def collect(settings: Settings, context: Context) -> Listing:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    with context.client(settings.api_url, token=settings.token.value(context.env)) as client:
        paging = by_cursor("nextPageStart", "start")
        items = client.get_pages(_path(settings), {"limit": 100}, items="values", following=paging)
        response = Response(f"{client.base_url}{_path(settings)}", "the API of a Bitbucket")
        yield from requests_for(settings, host(settings), response, items, _listed)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is. Raises ProviderError."""
    with context.client(settings.api_url, token=settings.token.value(context.env)) as client:
        _, headers = client.get_with_headers(_path(settings))
    return Access(headers.get("X-AUSERNAME"))


def _path(settings: Settings) -> str:
    return f"projects/{quote(settings.project)}/repos" if settings.project else "repos"


def _listed(item: Item) -> ListedRepository | None:
    slug = item.required("slug")
    key = item.required("project.key")
    if not (slug and key):
        return None
    addresses = {one.text("name"): one.text("href") for one in item.each("links.clone[]")}
    public = item.flag("public") or item.flag("project.public")
    page = f"users/{key[1:].lower()}" if key.startswith("~") else f"projects/{key}"
    return ListedRepository(
        slug,
        f"{page}/repos/{slug}",
        git_path=f"scm/{key.lower()}/{slug}.git",
        path=f"{key}/{slug}",
        ssh_url=addresses.get("ssh"),
        description=item.text("description"),
        archived=item.flag("archived"),
        fork=bool(item.inner("origin").value),
        visibility="public" if public else "private",
        native_id=native_id_of(item),
    )
