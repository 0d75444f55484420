"""Source `gitlab`: the projects of a group and its subgroups, or of a user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import quote, urlsplit

from catalogsite.collectors.access.gitlab import gitlab_access
from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.hosts.gitlab_teams import read_teams
from catalogsite.collectors.hosts.listing import (
    HostSettings,
    ListedRepository,
    first_found,
    native_id_of,
    origin_of,
    requests_for,
    visibility_named,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.repositories.remote import GitCredential

TITLE = "GitLab"
_PARAMS: dict[str, str | int] = {
    "pagination": "keyset",
    "order_by": "id",
    "sort": "asc",
    "per_page": 100,
}


class Settings(HostSettings):
    """`group` is the path of a group or a user; `api_url` of a server of your own ends in `/api/v4`."""

    kind: Literal["gitlab"] = "gitlab"
    group: str
    subgroups: bool = True
    topics: tuple[str, ...] = ()
    teams: bool = False
    api_url: Address = "https://gitlab.com/api/v4"
    token: Secret = Secret(env="GITLAB_TOKEN")

    FLAVOUR: ClassVar[str] = "gitlab"

    @property
    def owner(self) -> str:
        """The path of the group or user."""
        return self.group.strip("/")

    @property
    def pages_url(self) -> str:
        """The address of the web pages."""
        return self.web_url or self.api_url.removesuffix("/api/v4")

    def git_credentials(self) -> dict[str, GitCredential]:
        """Origin of the repositories to the token for git."""
        return {origin_of(self.pages_url): GitCredential(self.token.env, "oauth2")}


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """Each project that matches the settings; one Failure where the list cannot be read."""
    owner = quote(settings.owner, safe="")
    params = _PARAMS if settings.archived else {**_PARAMS, "archived": "false"}
    below = {"include_subgroups": str(settings.subgroups).lower(), "with_shared": "false"}
    with context.client(settings.api_url, token=settings.token.value(context.env)) as client:
        groups = client.get_pages(f"groups/{owner}/projects", {**params, **below})
        users = client.get_pages(f"users/{owner}/projects", params)
        response = Response(f"{client.base_url}groups/{owner}/projects", "GitLab's API")
        yield from requests_for(settings, response, first_found([groups, users]), _listed)
        if settings.teams:
            host = urlsplit(settings.pages_url).netloc
            yield read_teams(client, settings.owner, host, subgroups=settings.subgroups)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    git = [("read_repository", "api", "write_repository")] if settings.clone == "https" else []
    token = settings.token.value(context.env)
    with context.client(settings.api_url, token=token) as client:
        return gitlab_access(client, ("read_api", "api"), *git, token=token is not None)


def _listed(response: Response, place: str, item: Mapping[str, Any]) -> ListedRepository | None:
    name = response.required_text(item, "path", place)
    path = response.required_text(item, "path_with_namespace", place)
    if response.text(item, "repository_access_level", place) == "disabled" or not (name and path):
        return None
    return ListedRepository(
        name,
        path,
        ssh_url=response.text(item, "ssh_url_to_repo", place) or None,
        branch=response.text(item, "default_branch", place) or None,
        description=response.text(item, "description", place) or None,
        topics=response.texts(item, "topics", place),
        archived=response.flag(item, "archived", place),
        fork=bool(response.optional_object(item, "forked_from_project", place)),
        visibility=visibility_named(response.text(item, "visibility", place)),
        native_id=native_id_of(response, place, item),
    )
