"""What all hosts of repositories share: filters, how git fetches, and the requests of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from catalogsite.collectors.protocol import Address, CollectorSettings
from catalogsite.collectors.provider_json import Response
from catalogsite.collectors.response_item import Item
from catalogsite.errors import ProviderError
from catalogsite.model.repository import RepositoryRequest, Visibility
from catalogsite.model.source_run import Failure
from catalogsite.paths.wildcard import matches_any
from catalogsite.repositories.remote import GitCredential

Listing = Iterator[RepositoryRequest | Failure]
"""What a host yields: a request for each repository, and a Failure where the list cannot be read."""

VISIBILITIES: tuple[Visibility, ...] = ("public", "internal", "private")


class HostSettings(CollectorSettings):
    """Which repositories of a host are read, and how; the same keys for every host.

    `include` and `exclude` are globs of names, or of paths below the owner. An empty `visibility`
    means any; `branch` is read in place of the default one. A host adds its `kind` and `token`, and
    `topics` where it has them.
    """

    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    visibility: tuple[Visibility, ...] = ()
    archived: bool = False
    forks: bool = True
    branch: str | None = None
    clone: Literal["https", "ssh"] = "https"
    descriptors: tuple[str, ...] = ()
    web_url: Address | None = None


class Host(NamedTuple):
    """What the function `host` of a module says of its settings.

    `kind` is that of the source, `owner` whose repositories are listed, `pages_url` the address of
    the pages, which the paths of repositories follow, and `flavour` that of its links. git gets the
    `credential` for addresses of the same origin.
    """

    kind: str
    owner: str
    pages_url: str
    flavour: str
    credential: GitCredential


class ListedRepository(NamedTuple):
    """A repository as its host describes it; `web_path` is the path of its page below the host.

    `git_path` is the path that git fetches from, `path` the one that globs compare, where they
    are not the page's with `.git` and the page's below the owner. `head` is the commit of the
    default branch, `native_id` the host's lasting id.
    """

    name: str
    web_path: str
    git_path: str | None = None
    path: str | None = None
    ssh_url: str | None = None
    branch: str | None = None
    description: str | None = None
    topics: tuple[str, ...] = ()
    archived: bool = False
    fork: bool = False
    visibility: Visibility | None = None
    head: str | None = None
    native_id: str | None = None


Read = Callable[[Item], ListedRepository | None]
"""Reads an item of the list; None for one that is no readable repository."""


def requests_for(
    settings: HostSettings, host: Host, response: Response, items: Iterable[Any], read: Read
) -> Listing:
    """The request for each listed repository that passes the filters, as the list is read.

    A Failure follows where the list breaks off, and one where items have another shape.
    """
    # A repository that is made while the pages are read moves another one to the next page.
    seen: set[str] = set()
    failures: list[Failure] = []
    for number, item in enumerate(_until_it_breaks(host, items, failures)):
        if not isinstance(item, dict):
            response.note("an object", f"[{number}]", item)
            continue
        if getattr(settings, "topics", ()) and "topics" not in item:
            # A server too old to list topics would otherwise seem to have no such repository.
            response.note("a list", f"[{number}].topics", None)
        listed = read(Item(response, item, f"[{number}]"))
        if listed and listed.web_path not in seen and _is_wanted(listed, settings, host):
            seen.add(listed.web_path)
            yield _request(listed, settings, host)
    yield from failures
    yield from filter(None, [response.failure(host.kind, (), host.owner)])


def first_found(lists: Sequence[Iterator[Any]]) -> Iterator[Any]:
    """The items of the first list that exists: a host has an organisation and a user apart."""
    for number, items in enumerate(lists, 1):
        try:
            yield from islice(items, 1)
        except ProviderError as error:
            if error.status != HTTPStatus.NOT_FOUND or number == len(lists):
                raise
        else:
            yield from items
            return


def visibility_named(text: str | None) -> Visibility | None:
    """The visibility of that name; None for any other."""
    return next((one for one in VISIBILITIES if one == text), None)


def native_id_of(item: Item) -> str | None:
    """The number that is the lasting id of a repository, as text; None without one."""
    number = item.whole("id")
    return None if number is None else str(number)


def _until_it_breaks(host: Host, items: Iterable[Any], failures: list[Failure]) -> Iterator[Any]:
    try:
        yield from items
    except ProviderError as error:
        failures.append(
            Failure(source=host.kind, reason=error.what, fix=error.fix, url=error.where)
        )


def _is_wanted(listed: ListedRepository, settings: HostSettings, host: Host) -> bool:
    below = listed.web_path[len(host.owner) + 1 :] if listed.path is None else listed.path
    names = (listed.name, below)
    topics = getattr(settings, "topics", ())
    return (
        (settings.archived or not listed.archived)
        and (settings.forks or not listed.fork)
        and (not topics or not set(topics).isdisjoint(listed.topics))
        and (not settings.visibility or listed.visibility in settings.visibility)
        and any(matches_any(name, settings.include) for name in names)
        and not any(matches_any(name, settings.exclude) for name in names)
    )


def _request(listed: ListedRepository, settings: HostSettings, host: Host) -> RepositoryRequest:
    # Made from the configured address: no list can lead a link, or git with a token, elsewhere.
    page = f"{host.pages_url}/{quote(listed.web_path)}"
    https = f"{host.pages_url}/{quote(listed.git_path)}" if listed.git_path else f"{page}.git"
    return RepositoryRequest(
        source=host.kind,
        name=listed.name,
        url=(listed.ssh_url if settings.clone == "ssh" else None) or https,
        branch=settings.branch or listed.branch,
        web_url=page,
        host=host.flavour,
        descriptors=settings.descriptors,
        description=listed.description,
        topics=listed.topics,
        archived=listed.archived,
        visibility=listed.visibility,
        head=listed.head if settings.branch in (None, listed.branch) else None,
        native_id=listed.native_id,
    )
