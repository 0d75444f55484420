"""Source `gitlab`: the projects of a group and its subgroups, or of a user."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote, urlsplit

from catalogsite.collectors.access.gitlab import gitlab_access
from catalogsite.collectors.access.rights import Access
from catalogsite.collectors.hosts.gitlab_teams import read_teams
from catalogsite.collectors.hosts.listing import (
    Host,
    HostSettings,
    ListedRepository,
    Listing,
    first_found,
    native_id_of,
    requests_for,
    visibility_named,
)
from catalogsite.collectors.protocol import Address, Context, Secret
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.repositories.remote import GitCredential

TITLE = "GitLab"
_PARAMS: dict[str, str | int] = {"pagination": "keyset", "order_by": "id", "sort": "asc"}
_PARAMS |= {"per_page": 100}


class Settings(HostSettings):
    """`group` is the path of a group or a user; `api_url` of a server of your own ends in `/api/v4`."""

    kind: Literal["gitlab"] = "gitlab"
    group: str
    subgroups: bool = True
    topics: tuple[str, ...] = ()
    teams: bool = False
    api_url: Address = "https://gitlab.com/api/v4"
    token: Secret = Secret(env="GITLAB_TOKEN")


def host(settings: Settings) -> Host:
    """Whose repositories are listed, where their pages are, and how git reads them."""
    pages = settings.web_url or settings.api_url.removesuffix("/api/v4")
    credential = GitCredential(settings.token.env, "oauth2")
    return Host("gitlab", settings.group.strip("/"), pages, "gitlab", credential)


def collect(settings: Settings, context: Context) -> Listing:
    """Each project that matches the settings; one Failure where the list cannot be read."""
    source = host(settings)
    owner = quote(source.owner, safe="")
    params = _PARAMS if settings.archived else {**_PARAMS, "archived": "false"}
    below = {"include_subgroups": str(settings.subgroups).lower(), "with_shared": "false"}
    with context.client(settings.api_url, token=settings.token.value(context.env)) as client:
        groups = client.get_pages(f"groups/{owner}/projects", {**params, **below})
        users = client.get_pages(f"users/{owner}/projects", params)
        response = Response(f"{client.base_url}groups/{owner}/projects", "GitLab's API")
        yield from requests_for(settings, source, response, first_found([groups, users]), _listed)
        if settings.teams:
            name = urlsplit(source.pages_url).netloc
            yield read_teams(client, source.owner, name, subgroups=settings.subgroups)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    git = [("read_repository", "api", "write_repository")] if settings.clone == "https" else []
    token = settings.token.value(context.env)
    with context.client(settings.api_url, token=token) as client:
        return gitlab_access(client, ("read_api", "api"), *git, token=token is not None)


def _listed(item: Item) -> ListedRepository | None:
    name = item.required("path")
    path = item.required("path_with_namespace")
    if item.text("repository_access_level") == "disabled" or not (name and path):
        return None
    return ListedRepository(
        name,
        path,
        ssh_url=item.text("ssh_url_to_repo"),
        branch=item.text("default_branch"),
        description=item.text("description"),
        topics=item.texts("topics"),
        archived=item.flag("archived"),
        fork=bool(item.inner("forked_from_project").value),
        visibility=visibility_named(item.text("visibility")),
        native_id=native_id_of(item),
    )
