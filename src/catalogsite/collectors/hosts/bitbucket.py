"""Source `bitbucket`: the repositories of a workspace of Bitbucket Cloud, or of one project in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from pydantic import Field

from catalogsite.collectors.access.bitbucket import bitbucket_access
from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.hosts.listing import (
    HostSettings,
    ListedRepository,
    origin_of,
    requests_for,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.network.credentials import basic, bearer
from catalogsite.network.paging import by_address
from catalogsite.repositories.remote import GitCredential

TITLE = "Bitbucket"
_FIELDS = "slug,uuid,full_name,mainbranch.name,description,is_private,parent.full_name,links.clone"


class Settings(HostSettings):
    """`user` is the e-mail address of an Atlassian API token; an access token needs none."""

    kind: Literal["bitbucket"] = "bitbucket"
    workspace: str
    project: str | None = Field(None, pattern=r"^\w+$")
    user: str | None = None
    api_url: Address = "https://api.bitbucket.org/2.0"
    token: Secret = Secret(env="BITBUCKET_TOKEN")

    FLAVOUR: ClassVar[str] = "bitbucket"

    @property
    def owner(self) -> str:
        """The workspace."""
        return self.workspace

    @property
    def pages_url(self) -> str:
        """The address of the web pages."""
        return self.web_url or "https://bitbucket.org"

    def git_credentials(self) -> dict[str, GitCredential]:
        """Origin of the repositories to the token for git."""
        user = "x-bitbucket-api-token-auth" if self.user else "x-token-auth"
        return {origin_of(self.pages_url): GitCredential(self.token.env, user)}


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    fields = ",".join(f"values.{name}" for name in _FIELDS.split(","))
    params: dict[str, str | int] = {"pagelen": 100, "sort": "full_name", "fields": f"next,{fields}"}
    if settings.project:
        params["q"] = f'project.key="{settings.project}"'
    path = _path(settings)
    with _open(settings, context) as client:
        items = client.get_pages(path, params, items="values", following=by_address("next"))
        response = Response(f"{client.base_url}{path}", "Bitbucket's API")
        yield from requests_for(settings, response, items, _listed)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    with _open(settings, context) as client:
        token = settings.token.value(context.env) is not None
        return bitbucket_access(client, _path(settings), token=token)


def _path(settings: Settings) -> str:
    return f"repositories/{quote(settings.workspace, safe='')}"


def _open(settings: Settings, context: Context) -> Client:
    token = settings.token.value(context.env)
    proof = (basic(settings.user, token) if settings.user else bearer(token)) if token else None
    return context.client(settings.api_url, credentials=proof)


def _listed(response: Response, place: str, item: Mapping[str, Any]) -> ListedRepository | None:
    slug = response.required_text(item, "slug", place)
    path = response.required_text(item, "full_name", place)
    if not (slug and path):
        return None
    private = response.flag(item, "is_private", place)
    known = isinstance(item.get("is_private"), bool)
    branch = response.optional_object(item, "mainbranch", place)
    links = response.optional_object(item, "links", place)
    clones = response.objects(response.optional_list(links, "clone", place), f"{place}.links.clone")
    addresses = {
        response.text(one, "name", at): response.text(one, "href", at) for at, one in clones
    }
    return ListedRepository(
        slug,
        path,
        ssh_url=addresses.get("ssh"),
        branch=response.text(branch, "name", f"{place}.mainbranch") or None,
        description=response.text(item, "description", place) or None,
        fork=bool(response.optional_object(item, "parent", place)),
        visibility=("private" if private else "public") if known else None,
        native_id=response.text(item, "uuid", place) or None,
    )
