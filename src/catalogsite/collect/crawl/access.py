"""How a run reaches repositories and addresses: fetched, read, and kept in its state folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from catalogsite.collect.crawl.checkout import Checkout, Content
from catalogsite.collect.crawl.fetch import Fetcher, fetch_each
from catalogsite.collect.crawl.fetch_addresses import read_addresses
from catalogsite.collect.crawl.fetch_pool import Fetched
from catalogsite.collect.crawl.run_fetch import fetch_for, known_servers
from catalogsite.collect.reading.cluster_reading import read_on
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.reading.reading_cache import Elsewhere, read_all
from catalogsite.collect.run import Run
from catalogsite.execution.cluster import cluster
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.repositories.head_requests import HeadRequests
from catalogsite.repositories.remote import Remote, credential_for


@dataclass(frozen=True, slots=True)
class RunAccess:
    """The `Access` of a run; `previous` are the repositories of the last snapshot.

    `fetched` has what the first requests of a crawl gave, where they were sent before it.
    """

    run: Run
    previous: Sequence[Repository]
    fetched: list[list[Checkout | Failure]] = field(default_factory=list)

    def fetch(self, requests: Sequence[RepositoryRequest]) -> list[Checkout | Failure]:
        """A checkout or a failure for each request, in their order; both where one is stale."""
        if self.fetched:
            return self.fetched.pop()
        return fetch_for(self.run, self.previous, requests)

    def fetch_each(self, requests: Sequence[RepositoryRequest]) -> list[Fetched]:
        """What fetching each repository gives, in their order; ids are not distinct yet."""
        run, servers = self.run, known_servers(self.run.config)
        previous = {repository.id: repository for repository in self.previous}
        with closing(HeadRequests(servers.fetches)) as heads:
            mirrors = run.state.mirrors.absolute()
            fetcher = Fetcher(mirrors, previous, run.now, servers, heads=heads)
            return fetch_each(fetcher, requests, run.config.jobs, run.progress)

    def remote_of(self, request: RepositoryRequest) -> Remote:
        """The remote of a request that has a URL, with the credential of its server."""
        url, servers = request.url or "", known_servers(self.run.config)
        return Remote(url, request.branch, credential_for(servers.credentials, url))

    def read(self, checkouts: Sequence[Checkout]) -> list[RepositoryReading]:
        """The reading of each checkout, in their order."""
        config = self.run.config
        if config.executor is None:
            return self._read(checkouts, None)
        with cluster(config.executor) as connected:
            return self._read(
                checkouts,
                lambda sent: read_on(connected, sent, self.run.state, config.policy, config.limits),
            )

    def _read(
        self, checkouts: Sequence[Checkout], elsewhere: Elsewhere | None
    ) -> list[RepositoryReading]:
        run = self.run
        return read_all(
            checkouts,
            run.state,
            run.progress,
            run.config.jobs,
            run.config.policy,
            limits=run.config.limits,
            elsewhere=elsewhere,
        )

    def read_addresses(self, addresses: Sequence[str]) -> Mapping[str, Content]:
        """The content of each address that the configuration allows."""
        return read_addresses(
            addresses,
            hosts=self.run.config.catalog.hosts,
            client=self.run.clients,
            store=self.run.state.store,
        )
