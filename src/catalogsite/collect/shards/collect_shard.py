"""Reads the repositories of one share, and writes the file from which they are joined with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalogsite.collect.crawl.access import RunAccess
from catalogsite.collect.crawl.checkout import Checkout, Content
from catalogsite.collect.crawl.distinct_names import with_distinct_names
from catalogsite.collect.crawl.follow_locations import Crawled, crawl
from catalogsite.collect.crawl.list_sources import list_repositories
from catalogsite.collect.crawl.merge_requests import deduplicated
from catalogsite.collect.crawl.unique_ids import with_unique_ids
from catalogsite.collect.facts.checkout_files import CheckoutFiles
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.reading.reading_key import ReadingKeys
from catalogsite.collect.run import Run
from catalogsite.collect.shards.content import (
    FORMAT,
    FetchedRepository,
    ShardIndex,
    config_digest,
    file_key,
    reader_version,
)
from catalogsite.collect.shards.contents import stored_objects
from catalogsite.collect.shards.shard_file import write_shard
from catalogsite.collect.shards.share import Share, request_key
from catalogsite.errors import CatalogsiteError
from catalogsite.model.repository import Repository, RepositoryRequest, Scope
from catalogsite.model.source_run import Failure
from catalogsite.repositories.hosts import web_url_of


def collect_share(
    run: Run, share: Share, previous: Sequence[Repository], file: Path
) -> list[Failure]:
    """Write the shard file of a share; what could not be fetched is in it, and returned."""
    listed = list_repositories(run.config.sources, run.context, run.state.folder)
    every = [one for listing in with_distinct_names(listed) for one in listing.requests]
    base = run.config.base_dir
    # What a source wrote itself is no work: merge has it from its own list.
    wanted = [one for one in every if not one.files and share.has(one, base)]
    access = _Recorder(RunAccess(run, previous), base, _pages(every))
    settings = run.config.catalog
    crawled = crawl(wanted, access, follow=settings.follow and run.network, hosts=settings.hosts)
    files = dict(_provider_files(run, crawled))
    index = ShardIndex(
        format=FORMAT,
        version=reader_version(),
        number=share.number,
        of=share.of,
        config=config_digest(run.config),
        created=run.now,
        fetched=access.fetched,
        files=files,
    )
    others = [digest for found in files.values() for digest in found.values()]
    objects = stored_objects(access.readings.values(), others, run.state.store)
    write_shard(file, index, access.readings, objects)
    return crawled.failures


def _pages(requests: Sequence[RepositoryRequest]) -> frozenset[str]:
    known = (web_url_of(one.url) for one in requests if one.url)
    return frozenset(one[0].lower() for one in known if one)


@dataclass(frozen=True, slots=True)
class _Recorder:
    """The `Access` of a share, which keeps what was fetched and read.

    `listed` are the web pages of all repositories that sources name: those of other shares are
    not fetched because a Location leads to them.
    """

    access: RunAccess
    base_dir: Path
    listed: frozenset[str]
    fetched: dict[str, FetchedRepository] = field(default_factory=dict)
    readings: dict[str, RepositoryReading] = field(default_factory=dict)

    def fetch(self, requests: Sequence[RepositoryRequest]) -> list[Checkout | Failure]:
        """A checkout or a failure for each request, in their order; both where one is stale."""
        wanted = deduplicated(requests)
        if self.fetched:
            wanted = [one for one in wanted if _pages([one]).isdisjoint(self.listed)]
        results = self.access.fetch_each(wanted)
        for request, items in zip(wanted, results, strict=True):
            self.fetched[request_key(request, self.base_dir)] = _fetched(items)
        return with_unique_ids([item for items in results for item in items])

    def read(self, checkouts: Sequence[Checkout]) -> list[RepositoryReading]:
        """The reading of each checkout, in their order."""
        readings = self.access.read(checkouts)
        config = self.access.run.config
        keys = ReadingKeys(config.policy, config.limits)
        for checkout, reading in zip(checkouts, readings, strict=True):
            self.readings[keys.of(checkout)] = reading
        return readings

    def read_addresses(self, addresses: Sequence[str]) -> Mapping[str, Content]:
        """The content of each address that the configuration allows."""
        return self.access.read_addresses(addresses)


def _fetched(items: Sequence[Checkout | Failure]) -> FetchedRepository:
    checkout = next((one for one in items if isinstance(one, Checkout)), None)
    failure = next((one for one in items if isinstance(one, Failure)), None)
    if checkout is None:
        return FetchedRepository(failure=failure)
    return FetchedRepository(repository=checkout.repository, key=checkout.key, failure=failure)


def _provider_files(run: Run, crawled: Crawled) -> Iterator[tuple[str, dict[str, str]]]:
    """The files that providers will read in merge, where there are no repositories, put into the store."""
    read = CheckoutFiles(crawled.checkouts)
    patterns = dict.fromkeys(getattr(one, "files", None) for one in run.config.enrich)
    for checkout in crawled.checkouts:
        if checkout.request.scope is not Scope.REPOSITORY:
            continue
        for pattern in filter(None, patterns):
            try:
                found = read(checkout.repository, pattern)
            except CatalogsiteError:
                continue
            digests = {path: run.state.store.put(data) for path, data in found.items()}
            yield file_key(checkout.repository.id, pattern), digests
