"""Reads what sources name, then what is named there in other repositories, until nothing is new.

Each round lists what the readings need and meets all of it at once, so that repositories are
fetched side by side. A file or address is requested once, so a circle of Locations ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from catalogsite.collect.crawl.checkout import Checkout, Content
from catalogsite.collect.crawl.crawl_state import CrawlState, RepositoryVersion, version_of
from catalogsite.collect.crawl.location_problems import (
    LOCATION,
    location_run,
    missing_files,
    target_problems,
)
from catalogsite.collect.crawl.merge_requests import merge_requests
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collectors.hosts.catalog import request_for
from catalogsite.model.problem import Problem
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.repositories.file_links import FileUrl
from catalogsite.repositories.hosts import authority_of, is_among, web_url_of

_MAX_ROUNDS = 10


class Access(Protocol):
    """How a crawl reaches repositories and addresses."""

    def fetch(self, requests: Sequence[RepositoryRequest]) -> list[Checkout | Failure]:
        """A checkout or a failure for each request, in their order; both where one is stale."""

    def read(self, checkouts: Sequence[Checkout]) -> list[RepositoryReading]:
        """The reading of each checkout, in their order."""

    def read_addresses(self, addresses: Sequence[str]) -> Mapping[str, Content]:
        """The content of each address that may be read."""


class Crawled(NamedTuple):
    """All that was read, what failed, and the problems of Locations whose target was not read."""

    checkouts: list[Checkout]
    readings: list[RepositoryReading]
    failures: list[Failure]
    problems: tuple[Problem, ...] = ()
    runs: tuple[SourceRun, ...] = ()


class AddressNeed(NamedTuple):
    """A placeholder of a repository names an address, whose content is not there yet."""

    repository: str
    address: str


class FileNeed(NamedTuple):
    """A Location names a file of a repository that was read without that file."""

    repository: str
    path: str


class RepositoryNeed(NamedTuple):
    """A Location names a file of a repository that was not requested yet."""

    version: RepositoryVersion
    request: RepositoryRequest


Need = AddressNeed | FileNeed | RepositoryNeed


def crawl(
    requests: Sequence[RepositoryRequest],
    access: Access,
    *,
    follow: bool = True,
    hosts: Sequence[str] = (),
) -> Crawled:
    """The readings of all requested repositories, and of those that they lead to.

    With `follow`, repositories named by Locations are fetched from the hosts of `requests` and from
    `hosts`, from no other: a repository must not be able to make this machine send requests to any
    server. Without it, only files of the requested repositories are read, and no addresses.
    """
    crawler = _Crawler(access, _hosts_of(requests) | set(hosts) if follow else set(), follow)
    crawler.start(requests)
    for _ in range(_MAX_ROUNDS):
        needs = list(crawler.needs())
        if not needs:
            break
        crawler.meet(needs)
    state = crawler.state
    state.failures += missing_files(state)
    return Crawled(
        list(state.checkouts.values()),
        list(state.readings.values()),
        state.failures,
        tuple(target_problems(state)),
        location_run(state),
    )


class _Crawler:
    def __init__(self, access: Access, hosts: Iterable[str], follow: bool) -> None:
        self.state = CrawlState()
        self._access = access
        self._hosts = frozenset(map(str.lower, hosts))
        self._follow = follow
        self._requested: set[str] = set()
        self._contents: dict[str, Content] = {}

    def start(self, requests: Sequence[RepositoryRequest]) -> None:
        """Fetch and read what the sources name."""
        self._read(self._fetch(requests))

    def needs(self) -> Iterator[Need]:
        """What the readings refer to and was not read yet."""
        if self._follow:
            yield from self._address_needs()
        for link in self.state.links():
            checkout = self.state.checkout_of(link)
            if checkout is None:
                yield from self._repository_need(link)
            elif not self.state.has_read(link.path, checkout):
                yield FileNeed(checkout.repository.id, link.path)

    def meet(self, needs: Sequence[Need]) -> None:
        """Request what is needed, and read each repository once that something is new for."""
        again = self._with_contents([need for need in needs if isinstance(need, AddressNeed)])
        for need in needs:
            if isinstance(need, FileNeed):
                known = again.get(need.repository, self.state.checkouts[need.repository])
                again[need.repository] = _with_file(known, need.path)
        fresh = self._fetch_needed([need for need in needs if isinstance(need, RepositoryNeed)])
        if again or fresh:
            self._read([*again.values(), *fresh])

    def _address_needs(self) -> Iterator[AddressNeed]:
        for name, reading in self.state.readings.items():
            for address in reading.catalog.addresses:
                if address in self._contents or address not in self._requested:
                    yield AddressNeed(name, address)

    def _repository_need(self, link: FileUrl) -> Iterator[RepositoryNeed]:
        version = version_of(link)
        if version in self.state.requests or not is_among(_host(link.web_url), self._hosts):
            return
        request = request_for(link, source=LOCATION)
        if request is not None:
            yield RepositoryNeed(version, request)

    def _with_contents(self, needs: Sequence[AddressNeed]) -> dict[str, Checkout]:
        """The checkouts whose addresses could be read, with the contents, by repository."""
        new = {need.address for need in needs} - self._requested
        if new:
            self._requested |= new
            self._contents |= self._access.read_addresses(sorted(new))
        found: dict[str, Checkout] = {}
        for name, address in needs:
            if address in self._contents:
                known = found.get(name, self.state.checkouts[name])
                contents = (*known.contents, (address, self._contents[address]))
                found[name] = replace(known, contents=contents)
        return found

    def _fetch_needed(self, needs: Sequence[RepositoryNeed]) -> list[Checkout]:
        new: dict[RepositoryVersion, RepositoryRequest] = {}
        for version, request in needs:
            new[version] = merge_requests(new.get(version, request), request)
        if not new:
            return []
        self.state.requests |= new
        return [self._with_free_id(checkout) for checkout in self._fetch(list(new.values()))]

    def _fetch(self, requests: Sequence[RepositoryRequest]) -> list[Checkout]:
        found = self._access.fetch(requests)
        self.state.failures += [item for item in found if isinstance(item, Failure)]
        return [item for item in found if isinstance(item, Checkout)]

    def _read(self, checkouts: Sequence[Checkout]) -> None:
        self.state.add(checkouts, self._access.read(checkouts))

    def _with_free_id(self, checkout: Checkout) -> Checkout:
        name = checkout.repository.id
        if name in self.state.checkouts:
            name = f"{name}@{checkout.repository.branch}"
        repository = checkout.repository.model_copy(update={"id": name})
        return replace(checkout, repository=repository)


def _hosts_of(requests: Iterable[RepositoryRequest]) -> set[str]:
    return set(filter(None, (_host(one.url) for one in requests if one.url)))


def _host(address: str) -> str:
    known = web_url_of(address)
    return authority_of(urlsplit(known[0])) if known else ""


def _with_file(checkout: Checkout, path: str) -> Checkout:
    also = (*checkout.request.also, path)
    return replace(checkout, request=checkout.request.model_copy(update={"also": also}))
