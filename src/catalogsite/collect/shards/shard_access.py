"""Joins shards to the catalog that one machine would read.

It is the crawl of a whole run, whose repositories the shards have fetched and read already. What
none of them has is read here: a repository that is new since, or a file that the Location of
another share leads to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from catalogsite.collect.crawl.access import RunAccess
from catalogsite.collect.crawl.checkout import Checkout, Content
from catalogsite.collect.crawl.distinct_names import with_distinct_names
from catalogsite.collect.crawl.fetch import subject_of
from catalogsite.collect.crawl.list_sources import list_repositories
from catalogsite.collect.crawl.merge_requests import deduplicated
from catalogsite.collect.crawl.unique_ids import with_unique_ids
from catalogsite.collect.facts.checkout_files import CheckoutFiles
from catalogsite.collect.fetched import Fetched
from catalogsite.collect.read_catalog import SourceCatalog
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.reading.reading_key import ReadingKeys
from catalogsite.collect.run import Run
from catalogsite.collect.shards.content import FetchedRepository
from catalogsite.collect.shards.opened import Shards
from catalogsite.collect.shards.share import Share, request_key, share_number
from catalogsite.collect.templates.use.known import KnownTemplates
from catalogsite.collectors.protocol import RepositoryFiles
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.repositories.mirror import Mirror


class ShardAccess:
    """The `Access` of a merge: what shards have fetched and read, and that of the run for the rest.

    `previous` are the repositories of the last snapshot.
    """

    def __init__(self, run: Run, previous: Sequence[Repository], shards: Shards) -> None:
        self._run = run
        self._shards = shards
        self._access = RunAccess(run, previous)
        self._previous = {repository.id: repository for repository in previous}
        self._from_sources: list[list[Checkout | Failure]] = []

    def fetch_sources(self) -> Fetched:
        """List the repositories of the run, with what the shards have of each.

        The objects of the shards are in the store from then on.
        """
        for file in self._shards.files.values():
            file.unpack(self._run.state.store)
        run = self._run
        listed = list_repositories(run.config.sources, run.context, run.state.folder)
        listings = with_distinct_names(listed)
        requests = [request for listing in listings for request in listing.requests]
        found = self._fetch(requests, from_sources=True)
        self._from_sources.append(found)
        return Fetched(listings, found)

    def with_files(self, catalog: SourceCatalog) -> SourceCatalog:
        """The catalog with the files that providers read.

        Repositories with whose history the records of templates are compared are fetched.
        """
        known = KnownTemplates((), {}, catalog.checkouts)
        records = (one for reading in catalog.readings for one in reading.templates)
        ids = {known.repository(one.source) for one in records if one.version}
        templates = (known.checkout(one) for one in sorted(filter(None, ids)))
        self._fetch_mirrors([one for one in templates if one is not None])
        return catalog._replace(files=self._files_of(catalog.checkouts))

    def fetch(self, requests: Sequence[RepositoryRequest]) -> list[Checkout | Failure]:
        """A checkout or a failure for each request, in their order; both where one is stale."""
        if self._from_sources:
            return self._from_sources.pop()
        return self._fetch(requests, from_sources=False)

    def _fetch(
        self, requests: Sequence[RepositoryRequest], *, from_sources: bool
    ) -> list[Checkout | Failure]:
        wanted = deduplicated(requests)
        found = {number: self._known(one, from_sources) for number, one in enumerate(wanted)}
        missing = [number for number, items in found.items() if items is None]
        fetched = self._access.fetch_each([wanted[number] for number in missing]) if missing else []
        found |= dict(zip(missing, fetched, strict=True))
        return with_unique_ids([item for items in found.values() for item in items or ()])

    def read(self, checkouts: Sequence[Checkout]) -> list[RepositoryReading]:
        """The reading of each checkout, in their order."""
        keys = ReadingKeys(self._run.config.policy, self._run.config.limits)
        found = {number: self._shards.reading(keys.of(one)) for number, one in enumerate(checkouts)}
        missing = [number for number, reading in found.items() if reading is None]
        if missing:
            fresh = [checkouts[number] for number in missing]
            self._fetch_mirrors(fresh)
            found |= dict(zip(missing, self._access.read(fresh), strict=True))
        return [reading for reading in found.values() if reading is not None]

    def read_addresses(self, addresses: Sequence[str]) -> Mapping[str, Content]:
        """The content of each address that the configuration allows."""
        return self._access.read_addresses(addresses)

    def _fetch_mirrors(self, checkouts: Sequence[Checkout]) -> None:
        """Fetch what shards have fetched elsewhere, for checkouts whose files are needed here."""
        absent = [
            one.request
            for one in checkouts
            if one.remote and one.mirrors and Mirror(one.remote, one.mirrors).record() is None
        ]
        if absent:
            self._access.fetch_each(absent)

    def _known(
        self, request: RepositoryRequest, from_sources: bool
    ) -> list[Checkout | Failure] | None:
        """What the shards have of a request; a failure where its shard is missing."""
        base = self._run.config.base_dir
        found = self._shards.fetched(request_key(request, base))
        if found is not None:
            return list(self._items(request, found))
        number = share_number(request, base, self._shards.count)
        if request.files or not from_sources or number in self._shards.files:
            return None
        return [self._missing(request, Share(number, self._shards.count))]

    def _items(
        self, request: RepositoryRequest, found: FetchedRepository
    ) -> list[Checkout | Failure]:
        items: list[Checkout | Failure] = []
        if found.repository is not None:
            items.append(self._checkout(request, found.repository, found.key))
        if found.failure is not None:
            items.append(found.failure.model_copy(update={"since": self._since(request)}))
        return items

    def _checkout(self, request: RepositoryRequest, repository: Repository, key: str) -> Checkout:
        if request.url is None:
            return Checkout(repository, request, key)
        mirrors = self._run.state.mirrors.absolute()
        return Checkout(repository, request, key, self._access.remote_of(request), mirrors)

    def _missing(self, request: RepositoryRequest, share: Share) -> Failure:
        return Failure(
            source=request.source,
            reason=f"{request.name}: shard {share} is missing",
            fix="see why the job of that shard failed, and run it again",
            since=self._since(request),
            subjects=(subject_of(request),),
        )

    def _since(self, request: RepositoryRequest) -> datetime | None:
        before = self._previous.get(subject_of(request))
        return before.stale_since if before else None

    def _files_of(self, checkouts: Sequence[Checkout]) -> RepositoryFiles:
        by_id = {one.repository.id: one for one in checkouts}
        store = self._run.state.store

        def files(repository: Repository, pattern: str, /) -> Mapping[str, bytes]:
            digests = self._shards.provider_files(repository.id, pattern)
            if digests is not None:
                return {path: store.get(digest) for path, digest in digests.items()}
            known = [by_id[repository.id]] if repository.id in by_id else []
            self._fetch_mirrors(known)
            return CheckoutFiles(known)(repository, pattern)

        return files
