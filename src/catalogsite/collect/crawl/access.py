"""How a run reaches repositories and addresses: fetched, read, and kept in its state folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalogsite.collect.crawl.checkout import Checkout, Content
from catalogsite.collect.crawl.fetch_addresses import read_addresses
from catalogsite.collect.crawl.run_fetch import fetch_for
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.reading.reading_cache import read_all
from catalogsite.collect.run import Run
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.source_run import Failure


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

    def read(self, checkouts: Sequence[Checkout]) -> list[RepositoryReading]:
        """The reading of each checkout, in their order."""
        run = self.run
        return read_all(
            checkouts,
            run.state,
            run.progress,
            run.config.jobs,
            run.config.policy,
            limits=run.config.limits,
        )

    def read_addresses(self, addresses: Sequence[str]) -> Mapping[str, Content]:
        """The content of each address that the configuration allows."""
        return read_addresses(
            addresses,
            hosts=self.run.config.catalog.hosts,
            client=self.run.clients,
            store=self.run.state.store,
        )
