"""Source `bitbucket_server`: the repositories of a Bitbucket Data Center, or of one project in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field

from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.hosts.listing import (
    HostSettings,
    ListedRepository,
    native_id_of,
    origin_of,
    requests_for,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
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

    FLAVOUR: ClassVar[str] = "bitbucket_server"

    @property
    def owner(self) -> str:
        """The project, if there is one."""
        return self.project or "all projects"

    @property
    def pages_url(self) -> str:
        """The address of the web pages."""
        return self.web_url or self.api_url.partition("/rest/api/")[0]

    @property
    def path(self) -> str:
        """The path of the list in the API."""
        return f"projects/{quote(self.project)}/repos" if self.project else "repos"

    def git_credentials(self) -> dict[str, GitCredential]:
        """Origin of the repositories to the token for git."""
        return {
            origin_of(self.pages_url): GitCredential(self.token.env, self.user or "x-token-auth")
        }


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    with context.client(settings.api_url, token=settings.token.value(context.env)) as client:
        following = by_cursor("nextPageStart", "start")
        items = client.get_pages(settings.path, {"limit": 100}, items="values", following=following)
        response = Response(f"{client.base_url}{settings.path}", "the API of a Bitbucket")
        yield from requests_for(settings, response, items, _listed)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is. Raises ProviderError."""
    with context.client(settings.api_url, token=settings.token.value(context.env)) as client:
        _, headers = client.get_with_headers(settings.path)
    return Access(headers.get("X-AUSERNAME"))


def _listed(response: Response, place: str, item: Mapping[str, Any]) -> ListedRepository | None:
    slug = response.required_text(item, "slug", place)
    project = response.optional_object(item, "project", place)
    key = response.required_text(project, "key", f"{place}.project")
    if not (slug and key):
        return None
    links = response.optional_object(item, "links", place)
    clones = response.objects(response.optional_list(links, "clone", place), f"{place}.links.clone")
    addresses = {
        response.text(one, "name", at): response.text(one, "href", at) for at, one in clones
    }
    public = response.flag(item, "public", place) or response.flag(project, "public", place)
    page = f"users/{key[1:].lower()}" if key.startswith("~") else f"projects/{key}"
    return ListedRepository(
        slug,
        f"{page}/repos/{slug}",
        git_path=f"scm/{key.lower()}/{slug}.git",
        path=f"{key}/{slug}",
        ssh_url=addresses.get("ssh"),
        description=response.text(item, "description", place) or None,
        archived=response.flag(item, "archived", place),
        fork=bool(response.optional_object(item, "origin", place)),
        visibility="public" if public else "private",
        native_id=native_id_of(response, place, item),
    )
