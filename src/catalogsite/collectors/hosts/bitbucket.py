"""Source `bitbucket`: the repositories of a workspace of Bitbucket Cloud, or of one project in it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from pydantic import Field

from catalogsite.collectors.access.bitbucket import bitbucket_access
from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.hosts.listing import (
    Host,
    HostSettings,
    ListedRepository,
    Listing,
    requests_for,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
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


def host(settings: Settings) -> Host:
    """Whose repositories are listed, where their pages are, and how git reads them."""
    pages = settings.web_url or "https://bitbucket.org"
    user = "x-bitbucket-api-token-auth" if settings.user else "x-token-auth"
    credential = GitCredential(settings.token.env, user)
    return Host("bitbucket", settings.workspace, pages, "bitbucket", credential)


def collect(settings: Settings, context: Context) -> Listing:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    fields = ",".join(f"values.{name}" for name in _FIELDS.split(","))
    params: dict[str, str | int] = {"pagelen": 100, "sort": "full_name", "fields": f"next,{fields}"}
    if settings.project:
        params["q"] = f'project.key="{settings.project}"'
    path = _path(settings)
    with _open(settings, context) as client:
        items = client.get_pages(path, params, items="values", following=by_address("next"))
        response = Response(f"{client.base_url}{path}", "Bitbucket's API")
        yield from requests_for(settings, host(settings), response, items, _listed)


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


def _listed(item: Item) -> ListedRepository | None:
    slug = item.required("slug")
    path = item.required("full_name")
    if not (slug and path):
        return None
    private = item.flag("is_private")
    known = isinstance(item.value.get("is_private"), bool)
    addresses = {one.text("name"): one.text("href") for one in item.each("links.clone[]")}
    return ListedRepository(
        slug,
        path,
        ssh_url=addresses.get("ssh"),
        branch=item.text("mainbranch.name"),
        description=item.text("description"),
        fork=bool(item.inner("parent").value),
        visibility=("private" if private else "public") if known else None,
        native_id=item.text("uuid"),
    )
