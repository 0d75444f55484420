"""Source `github`: the repositories of an organisation or a user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any, Literal

from catalogsite.collectors.hosts.github_api import API_NAME, GitHubSettings, open_github
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.provider_json import Response
from catalogsite.errors import ProviderError
from catalogsite.model.repository import RepositoryRequest, Visibility
from catalogsite.model.source_run import Failure
from catalogsite.network.client import Client
from catalogsite.paths.wildcard import matches_any

TITLE = "GitHub"
_VISIBILITIES: tuple[Visibility, ...] = ("public", "internal", "private")


class Settings(GitHubSettings):
    """`include` and `exclude` are globs of repository names; `clone` says how git fetches."""

    kind: Literal["github"] = "github"
    organization: str
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    archived: bool = False
    forks: bool = True
    topics: tuple[str, ...] = ()
    clone: Literal["https", "ssh"] = "https"
    descriptors: tuple[str, ...] = ()


def collect(settings: Settings, context: Context) -> Iterator[RepositoryRequest | Failure]:
    """Each repository that matches the settings; one Failure where the list cannot be read."""
    with open_github(settings, context) as client:
        response = Response(f"{client.base_url}orgs/{settings.organization}/repos", API_NAME)
        items: list[object] = []
        failures: list[Failure | None] = []
        try:
            items.extend(_repositories(client, settings.organization))
        except ProviderError as error:
            failures = [Failure(source="github", reason=error.what, fix=error.fix, url=error.where)]
        seen: set[str | None] = set()
        for place, item in response.objects(items, ""):
            request = _request(response, item, place, settings)
            # A repository that is made while the pages are read moves another one to the next page.
            if request is not None and request.url not in seen:
                seen.add(request.url)
                yield request
        failures.append(response.failure("github", (), settings.organization))
        yield from filter(None, failures)


def _repositories(client: Client, owner: str) -> Iterator[Any]:
    params: dict[str, str | int] = {"per_page": 100, "sort": "full_name"}
    first = client.get_pages(f"orgs/{owner}/repos", {**params, "type": "all"})
    try:
        yield from islice(first, 1)
    except ProviderError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        # An account of one person has the same list at another address.
        yield from client.get_pages(f"users/{owner}/repos", {**params, "type": "owner"})
        return
    yield from first


def _request(
    response: Response, item: Mapping[str, Any], place: str, settings: Settings
) -> RepositoryRequest | None:
    name = response.required_text(item, "name", place)
    full_name = response.required_text(item, "full_name", place)
    if name is None or full_name is None:
        return None
    topics = response.texts(item, "topics", place)
    archived = response.flag(item, "archived", place)
    if not _is_wanted(response, item, place, settings) or (archived and not settings.archived):
        return None
    if settings.topics and set(settings.topics).isdisjoint(topics):
        return None
    web_url = response.text(item, "html_url", place) or f"{settings.web_origin}/{full_name}"
    if not web_url.startswith(f"{settings.web_origin}/"):
        return None
    clone = response.text(item, "ssh_url", place) if settings.clone == "ssh" else None
    return RepositoryRequest(
        source="github",
        name=name,
        url=clone or f"{web_url}.git",
        branch=response.text(item, "default_branch", place) or None,
        web_url=web_url,
        descriptors=settings.descriptors,
        description=response.text(item, "description", place) or None,
        topics=topics,
        archived=archived,
        visibility=_visibility(response, item, place),
    )


def _visibility(response: Response, item: Mapping[str, Any], place: str) -> Visibility | None:
    # Servers older than GitHub Enterprise 3.0 say only whether it is private.
    stated = response.text(item, "visibility", place)
    private = response.flag(item, "private", place)
    if item.get("visibility") is None and isinstance(item.get("private"), bool):
        stated = "private" if private else "public"
    return next((one for one in _VISIBILITIES if one == stated), None)


def _is_wanted(response: Response, item: Mapping[str, Any], place: str, settings: Settings) -> bool:
    if response.flag(item, "disabled", place):
        return False
    if response.flag(item, "fork", place) and not settings.forks:
        return False
    name = str(item["name"])
    return matches_any(name, settings.include) and not matches_any(name, settings.exclude)
