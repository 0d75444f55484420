"""Follows Locations from repository to repository: fetch, read, and again while new ones are named.

A file is asked for once, so Locations that name each other come to an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from catalogsite.catalog.reading import ExternalTarget
from catalogsite.collect.fetch import Checkout, Content
from catalogsite.collect.fetch_addresses import Ask
from catalogsite.collect.merge_requests import merge_requests
from catalogsite.collect.previous_run import split
from catalogsite.collect.read_repository import RepositoryReading
from catalogsite.collectors.hosts.catalog import request_for
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure, SourceRun
from catalogsite.repositories.hosts import FileUrl, is_among, split_file_url, web_url_of

SOURCE = "location"
_MOST_ROUNDS = 10

Fetch = Callable[[Sequence[RepositoryRequest]], list[Checkout | Failure]]
Read = Callable[[Sequence[Checkout]], list[RepositoryReading]]


class Crawled(NamedTuple):
    """All that was read, what failed, and what became of the addresses that Locations name."""

    checkouts: list[Checkout]
    readings: list[RepositoryReading]
    failures: list[Failure]
    problems: tuple[Problem, ...] = ()
    runs: tuple[SourceRun, ...] = ()


def crawl(
    requests: Sequence[RepositoryRequest],
    fetch: Fetch,
    read: Read,
    *,
    follow: bool = True,
    hosts: Sequence[str] = (),
    ask: Ask | None = None,
) -> Crawled:
    """Read what the sources name, then what Locations in it name in other repositories.

    A Location is followed to hosts that a source fetches from and to `hosts`, to no other: who
    reads folders wants no network, and what a repository names must not lead anywhere. `ask` reads
    the addresses that placeholders name.
    """
    checkouts, failures = split(fetch(requests))
    fetched_from = (_host(one.url) for one in requests if one.url)
    known = {*map(str.lower, hosts), *filter(None, fetched_from)} if follow else set()
    walk = _Walk(fetch, read, frozenset(known), failures, ask)
    walk.take(checkouts)
    for _ in range(_MOST_ROUNDS):
        if not walk.step():
            break
    failures += walk.missing()
    return Crawled(
        list(walk.checkouts.values()),
        list(walk.readings.values()),
        failures,
        tuple(walk.problems()),
        tuple(walk.runs()),
    )


def _host(address: str) -> str:
    known = web_url_of(address)
    return urlsplit(known[0]).netloc.lower() if known else ""


@dataclass(slots=True)
class _Walk:
    """What is known between two rounds; `by_page` are names of checkouts by the page on the host."""

    fetch: Fetch
    read: Read
    hosts: frozenset[str]
    failures: list[Failure]
    ask: Ask | None = None
    asked: set[str] = field(default_factory=set)
    contents: dict[str, Content] = field(default_factory=dict)
    checkouts: dict[str, Checkout] = field(default_factory=dict)
    readings: dict[str, RepositoryReading] = field(default_factory=dict)
    by_page: dict[str, dict[str, None]] = field(default_factory=dict)
    requests: dict[tuple[str, str], RepositoryRequest] = field(default_factory=dict)

    def take(self, checkouts: Sequence[Checkout]) -> None:
        """Read checkouts, in the place of earlier ones of the same repository."""
        for checkout, reading in zip(checkouts, self.read(checkouts), strict=True):
            self.checkouts[checkout.repository.id] = checkout
            self.readings[checkout.repository.id] = reading
            page = (checkout.repository.web_url or "").lower()
            self.by_page.setdefault(page, {})[checkout.repository.id] = None

    def step(self) -> bool:
        """One round; False where nothing new is named."""
        again = dict(self._with_contents())
        new: dict[tuple[str, str], RepositoryRequest] = {}
        for link in self._links():
            checkout = self._covering(link)
            if checkout is None:
                if self._is_new(link) and (request := request_for(link, source=SOURCE)):
                    new[_key(link)] = merge_requests(new.get(_key(link), request), request)
            elif self._is_unread(link, checkout):
                known = again.get(checkout.repository.id, checkout)
                again[checkout.repository.id] = _with_file(known, link.path)
        fresh, failures = split(self.fetch(list(new.values()))) if new else ([], [])
        self.requests |= new
        self.failures += failures
        if not (again or fresh):
            return False
        self.take([*again.values(), *self._with_free_ids(fresh)])
        return True

    def missing(self) -> Iterator[Failure]:
        """Each file that a source of kind `catalog` names and that is not there."""
        for name, checkout in self.checkouts.items():
            request, absent = checkout.request, self.readings[name].catalog.missing
            for path in request.descriptors if request.source == "catalog" else ():
                if path in absent:
                    yield Failure(
                        source="catalog",
                        reason=f"there is no file `{path}` in {name}",
                        fix="correct the `target` of the source",
                        url=request.url,
                        subjects=(name,),
                    )

    def problems(self) -> Iterator[Problem]:
        """What is wrong with each address that was not read; an optional one never is."""
        for repository, target in self._targets():
            told = None if target.optional else self._complaint(target)
            if told:
                yield _problem(repository, target, *told)

    def runs(self) -> Iterator[SourceRun]:
        """The line of the crawl report for repositories that only Locations name."""
        if self.requests:
            own = tuple(one for one in self.failures if one.source == SOURCE)
            read = len(self.requests) - len(own)
            state = "ok" if not own else "stale" if read else "failed"
            yield SourceRun(kind=SOURCE, name="Locations", state=state, repositories=read)

    def _targets(self) -> Iterator[tuple[str, ExternalTarget]]:
        for name, reading in self.readings.items():
            for target in reading.catalog.external:
                yield name, target

    def _with_contents(self) -> Iterator[tuple[str, Checkout]]:
        """Checkouts with what their placeholders name, where somebody could be asked for it."""
        named = {name: reading.catalog.addresses for name, reading in self.readings.items()}
        new = {address for addresses in named.values() for address in addresses} - self.asked
        if self.ask and new:
            self.asked |= new
            self.contents |= self.ask(sorted(new))
        for name, addresses in named.items():
            if own := tuple((one, self.contents[one]) for one in addresses if one in self.contents):
                checkout = self.checkouts[name]
                yield name, replace(checkout, contents=(*checkout.contents, *own))

    def _links(self) -> Iterator[FileUrl]:
        links = dict.fromkeys(split_file_url(target.url) for _, target in self._targets())
        yield from (link for link in links if link is not None and link.path)

    def _covering(self, link: FileUrl) -> Checkout | None:
        # One Location may name a file of each of thousands of repositories.
        for name in self.by_page.get(link.web_url.lower(), ()):
            checkout = self.checkouts[name]
            repository = checkout.repository
            refs = {repository.branch, repository.commit, checkout.request.branch, "HEAD"}
            if checkout.remote is None:
                # A clone at hand stands for its repository, whatever branch it is on.
                refs |= {"main", "master"}
            if link.ref in refs:
                return checkout
        return None

    def _is_new(self, link: FileUrl) -> bool:
        return is_among(_host(link.web_url), self.hosts) and _key(link) not in self.requests

    def _is_unread(self, link: FileUrl, checkout: Checkout) -> bool:
        if link.path in checkout.request.also:
            return False
        entities = self.readings[checkout.repository.id].catalog.entities
        return all(entity.origin.file != link.path for entity in entities)

    def _with_free_ids(self, checkouts: Sequence[Checkout]) -> Iterator[Checkout]:
        for checkout in checkouts:
            name = checkout.repository.id
            if name in self.checkouts:
                name = f"{name}@{checkout.repository.branch}"
            repository = checkout.repository.model_copy(update={"id": name})
            yield replace(checkout, repository=repository)

    def _complaint(self, target: ExternalTarget) -> tuple[Level, str, str] | None:
        link = split_file_url(target.url)
        if link is None or not link.path:
            fix = "name a file of a repository, such as https://host/owner/name/blob/main/all.yaml"
            return Level.WARNING, "which is no link to a file of a git repository", fix
        checkout = self._covering(link)
        if checkout is not None:
            missing = self.readings[checkout.repository.id].catalog.missing
            fix = "correct the address, or add `presence: optional`"
            return (Level.ERROR, "but there is no such file", fix) if link.path in missing else None
        request = self.requests.get(_key(link))
        if request is None:
            fix = "add the repository to `sources`, or its host to `catalog.hosts`"
            return Level.WARNING, "which no source brings in", fix
        reason = next((one.reason for one in self.failures if one.url == request.url), "")
        return Level.WARNING, f"which could not be fetched: {reason}", "see the crawl report"


def _key(link: FileUrl) -> tuple[str, str]:
    return link.web_url.lower(), link.ref


def _with_file(checkout: Checkout, path: str) -> Checkout:
    also = (*checkout.request.also, path)
    return replace(checkout, request=checkout.request.model_copy(update={"also": also}))


def _problem(repository: str, target: ExternalTarget, level: Level, what: str, fix: str) -> Problem:
    return Problem(
        rule="location-target" if level is Level.ERROR else "location-external",
        level=level,
        repository=repository,
        message=f"the Location names {target.url}, {what}",
        fix=fix,
        file=target.file,
        line=target.line,
        column=target.column,
    )
