"""Source `azure_devops`: the repositories of an organisation of Azure DevOps, or of one project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from catalogsite.collectors.access.azure import azure_access
from catalogsite.collectors.access.rights import Access, Need
from catalogsite.collectors.hosts.listing import (
    HostSettings,
    ListedRepository,
    origin_of,
    requests_for,
    visibility_named,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
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

    FLAVOUR: ClassVar[str] = "azure"

    @property
    def owner(self) -> str:
        """The organisation, with the project if one is set."""
        return "/".join(filter(None, (self.organization, self.project)))

    @property
    def pages_url(self) -> str:
        """The address of the organisation's web pages."""
        return f"{self.web_url or self.api_url}/{quote(self.organization)}"

    def git_credentials(self) -> dict[str, GitCredential]:
        """Origin of the repositories to the token for git; any user name will do."""
        return {origin_of(self.pages_url): GitCredential(self.token.env)}


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    path = f"{quote(settings.owner)}/{_REPOSITORIES}"
    with _open(settings, context, settings.api_url) as client:
        items = client.get_pages(path, {"api-version": "7.1"}, items="value")
        response = Response(f"{client.base_url}{path}", "Azure DevOps' API")
        yield from requests_for(settings, response, items, _listed)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    path = f"{quote(settings.project)}/{_REPOSITORIES}" if settings.project else _REPOSITORIES
    with _open(settings, context, f"{settings.api_url}/{quote(settings.organization)}") as client:
        return azure_access(client, [Need(path, "Code (read)", {"api-version": "7.1"})])


def _open(settings: Settings, context: Context, url: str) -> Client:
    token = settings.token.value(context.env)
    return context.client(url, credentials=basic("", token) if token else None)


def _listed(response: Response, place: str, item: Mapping[str, Any]) -> ListedRepository | None:
    name = response.required_text(item, "name", place)
    project = response.optional_object(item, "project", place)
    project_name = response.required_text(project, "name", f"{place}.project")
    if response.flag(item, "isDisabled", place) or not (name and project_name):
        return None
    branch = response.text(item, "defaultBranch", place) or ""
    stated = response.text(project, "visibility", f"{place}.project")
    page = f"{project_name}/_git/{name}"
    return ListedRepository(
        name,
        page,
        git_path=page,
        path=f"{project_name}/{name}",
        ssh_url=response.text(item, "sshUrl", place) or None,
        branch=branch.removeprefix(_BRANCH) or None,
        fork=response.flag(item, "isFork", place),
        visibility="internal" if stated == "organization" else visibility_named(stated),
        native_id=response.text(item, "id", place) or None,
    )
