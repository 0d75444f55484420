"""Source `azure_devops`: the repositories of an organisation of Azure DevOps, or of one project."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

from catalogsite.collectors.access.azure import azure_access
from catalogsite.collectors.access.rights import Access, Need
from catalogsite.collectors.hosts.listing import (
    Host,
    HostSettings,
    ListedRepository,
    Listing,
    requests_for,
    visibility_named,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.network.client import Client
from catalogsite.network.credentials import basic
from catalogsite.repositories.remote import GitCredential

TITLE = "Azure DevOps"
_BRANCH = "refs/heads/"
_REPOSITORIES = "_apis/git/repositories"


class Settings(HostSettings):
    """`organization` is a collection on a server of your own, `api_url` the address above it."""

    kind: Literal["azure_devops"] = "azure_devops"
    organization: str
    project: str | None = None
    api_url: Address = "https://dev.azure.com"
    token: Secret = Secret(env="AZURE_DEVOPS_EXT_PAT")


def host(settings: Settings) -> Host:
    """Whose repositories are listed, where their pages are, and how git reads them."""
    owner = "/".join(filter(None, (settings.organization, settings.project)))
    pages = f"{settings.web_url or settings.api_url}/{quote(settings.organization)}"
    return Host("azure_devops", owner, pages, "azure", GitCredential(settings.token.env))


def collect(settings: Settings, context: Context) -> Listing:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    source = host(settings)
    path = f"{quote(source.owner)}/{_REPOSITORIES}"
    with _open(settings, context, settings.api_url) as client:
        items = client.get_pages(path, {"api-version": "7.1"}, items="value")
        response = Response(f"{client.base_url}{path}", "Azure DevOps' API")
        yield from requests_for(settings, source, response, items, _listed)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    path = f"{quote(settings.project)}/{_REPOSITORIES}" if settings.project else _REPOSITORIES
    with _open(settings, context, f"{settings.api_url}/{quote(settings.organization)}") as client:
        return azure_access(client, [Need(path, "Code (read)", {"api-version": "7.1"})])


def _open(settings: Settings, context: Context, url: str) -> Client:
    token = settings.token.value(context.env)
    return context.client(url, credentials=basic("", token) if token else None)


def _listed(item: Item) -> ListedRepository | None:
    name = item.required("name")
    project = item.required("project.name")
    if item.flag("isDisabled") or not (name and project):
        return None
    branch = item.text("defaultBranch") or ""
    stated = item.text("project.visibility")
    page = f"{project}/_git/{name}"
    return ListedRepository(
        name,
        page,
        git_path=page,
        path=f"{project}/{name}",
        ssh_url=item.text("sshUrl"),
        branch=branch.removeprefix(_BRANCH) or None,
        fork=item.flag("isFork"),
        visibility="internal" if stated == "organization" else visibility_named(stated),
        native_id=item.text("id"),
    )
