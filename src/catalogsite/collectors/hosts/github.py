"""Source `github`: the repositories of an organisation or a user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Literal

from catalogsite.collectors.hosts.github_api import GitHubSettings, open_github
from catalogsite.collectors.protocol import Context
from catalogsite.collectors.provider_json import list_or_empty, text_or_none
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
        try:
            for item in _repositories(client, settings.organization):
                request = _request(item, settings)
                if request is not None:
                    yield request
        except ProviderError as error:
            yield Failure(source="github", reason=error.what, fix=error.fix, url=error.where)


def _repositories(client: Client, owner: str) -> Iterator[Any]:
    params: dict[str, str | int] = {"per_page": 100, "sort": "full_name"}
    first = client.get_pages(f"orgs/{owner}/repos", {**params, "type": "all"})
    try:
        yield next(first, None)
    except ProviderError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        # An account of one person has the same list at another address.
        yield from client.get_pages(f"users/{owner}/repos", {**params, "type": "owner"})
        return
    yield from first


def _request(item: Any, settings: Settings) -> RepositoryRequest | None:
    if not isinstance(item, Mapping) or not _is_wanted(item, settings):
        return None
    web_url = str(item.get("html_url") or f"{settings.web_origin}/{item['full_name']}")
    if not web_url.startswith(f"{settings.web_origin}/"):
        return None
    clone = item.get("ssh_url") if settings.clone == "ssh" else None
    return RepositoryRequest(
        source="github",
        name=str(item["name"]),
        url=str(clone or f"{web_url}.git"),
        branch=text_or_none(item.get("default_branch")) or None,
        web_url=web_url,
        descriptors=settings.descriptors,
        description=text_or_none(item.get("description")) or None,
        topics=tuple(map(str, list_or_empty(item.get("topics")))),
        archived=bool(item.get("archived")),
        visibility=_visibility(item),
    )


def _visibility(item: Mapping[str, Any]) -> Visibility | None:
    # Servers older than GitHub Enterprise 3.0 say only whether it is private.
    by_flag = {"True": "private", "False": "public"}.get(str(item.get("private")), "")
    stated = str(item.get("visibility", by_flag))
    return next((one for one in _VISIBILITIES if one == stated), None)


def _is_wanted(item: Mapping[str, Any], settings: Settings) -> bool:
    name = item.get("name")
    if not isinstance(name, str) or not isinstance(item.get("full_name"), str):
        return False
    if item.get("disabled") or (item.get("archived") and not settings.archived):
        return False
    if item.get("fork") and not settings.forks:
        return False
    if settings.topics and set(settings.topics).isdisjoint(
        map(str, list_or_empty(item.get("topics")))
    ):
        return False
    return matches_any(name, settings.include) and not matches_any(name, settings.exclude)
