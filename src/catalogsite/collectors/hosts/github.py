"""Source `github`: the repositories of an organisation or a user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from catalogsite.collectors.access.github import github_access
from catalogsite.collectors.access.rights import Access, Need
from catalogsite.collectors.hosts.github_api import API_NAME, GitHubSettings, open_github
from catalogsite.collectors.hosts.github_graphql import GitHubGraphQl, RefusedQueryError
from catalogsite.collectors.hosts.github_teams import read_teams
from catalogsite.collectors.hosts.listing import (
    Host,
    HostSettings,
    ListedRepository,
    first_found,
    requests_for,
    visibility_named,
)
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.model.repository import RepositoryRequest, Visibility
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.repositories.remote import GitCredential

TITLE = "GitHub"
_PARAMS: dict[str, str | int] = {"per_page": 100, "sort": "full_name"}
# Fields are named as in the REST API.
REPOSITORIES = """query($login: String!, $after: String) { repositoryOwner(login: $login) {
  repositories(first: 100, after: $after, ownerAffiliations: [OWNER],
      orderBy: {field: NAME, direction: ASC}) {
    pageInfo { hasNextPage endCursor }
    nodes { node_id: id name full_name: nameWithOwner ssh_url: sshUrl description visibility
      archived: isArchived fork: isFork disabled: isDisabled
      defaultBranchRef { name target { oid } }
      topics: repositoryTopics(first: 20) { nodes { topic { name } } } } } } }"""


class Settings(HostSettings, GitHubSettings):
    """`organization` is the name of an organisation or a user."""

    kind: Literal["github"] = "github"
    organization: str
    topics: tuple[str, ...] = ()
    teams: bool = False


def host(settings: Settings) -> Host:
    """Whose repositories are listed, where their pages are, and how git reads them."""
    credential = GitCredential(settings.git_variable)
    return Host("github", settings.organization, settings.web_origin, "github", credential)


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    owner = settings.organization
    with open_github(settings, context) as client:
        if settings.has_token(context.env):
            api = GitHubGraphQl(client, settings)
            response, items = api.response, _nodes(api, client, owner)
        else:
            response = Response(f"{client.base_url}orgs/{owner}/repos", API_NAME)
            items = _by_rest(client, owner)
        yield from requests_for(settings, host(settings), response, items, _listed)
        if settings.teams:
            yield read_teams(client, settings, owner)


def probe(settings: Settings, context: Context) -> Access:
    """Say whose the token is, and what it may not read. Raises ProviderError."""
    right = f"Members (read), or the scope `read:org`, for the teams of {settings.organization}"
    needs = [Need(f"orgs/{settings.organization}/teams", right)] if settings.teams else []
    with open_github(settings, context) as client:
        return github_access(client, needs, token=settings.has_token(context.env))


def _by_rest(client: Client, owner: str) -> Iterator[Any]:
    # GraphQL answers nobody without a token.
    lists = [
        client.get_pages(f"orgs/{owner}/repos", {**_PARAMS, "type": "all"}),
        client.get_pages(f"users/{owner}/repos", {**_PARAMS, "type": "owner"}),
    ]
    return first_found(lists)


def _nodes(api: GitHubGraphQl, client: Client, owner: str) -> Iterator[Any]:
    try:
        for place, node in api.nodes(
            REPOSITORIES, {"login": owner}, "repositoryOwner", "repositories"
        ):
            yield _in_rest_shape(api.response, place, node)
    except RefusedQueryError:
        # A token that may not read contents is refused the heads, but not the list.
        yield from _by_rest(client, owner)


def _in_rest_shape(response: Response, place: str, node: Mapping[str, Any]) -> Mapping[str, Any]:
    branch = response.optional_object(node, "defaultBranchRef", place)
    head = response.optional_object(branch, "target", f"{place}.defaultBranchRef")
    topics = response.optional_object(node, "topics", place)
    listed = response.optional_list(topics, "nodes", f"{place}.topics")
    named = response.objects(listed, f"{place}.topics.nodes")
    found = [response.optional_object(one, "topic", at).get("name") for at, one in named]
    visibility = (response.text(node, "visibility", place) or "").lower()
    shape = {
        "topics": sorted(found, key=str),
        "default_branch": branch.get("name"),
        "head": head.get("oid"),
    }
    return {**node, **shape, "visibility": visibility}


def _listed(item: Item) -> ListedRepository | None:
    name = item.required("name")
    path = item.required("full_name")
    if item.flag("disabled") or not (name and path):
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
        head=item.text("head"),
        native_id=item.text("node_id"),
    )


def _visibility(item: Item) -> Visibility | None:
    # Servers older than GitHub Enterprise 3.0 say only whether it is private.
    stated = item.text("visibility")
    private = item.flag("private")
    if item.value.get("visibility") is None and isinstance(item.value.get("private"), bool):
        stated = "private" if private else "public"
    return visibility_named(stated)
