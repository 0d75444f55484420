"""How a run reaches repositories and addresses: fetched, read, and kept in its state folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogsite.collect.crawl.checkout import Checkout, Content
from catalogsite.collect.crawl.fetch import KnownServers, fetch_all
from catalogsite.collect.crawl.fetch_addresses import read_addresses
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collect.reading.reading_cache import read_all
from catalogsite.collect.run import Run
from catalogsite.collectors.registry import git_credentials, host_flavours
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.source_run import Failure


@dataclass(frozen=True, slots=True)
class RunAccess:
    """The `Access` of a run; `previous` are the repositories of the last snapshot by id."""

    run: Run
    previous: Mapping[str, Repository]

    def fetch(self, requests: Sequence[RepositoryRequest]) -> list[Checkout | Failure]:
        """A checkout or a failure for each request, in their order; both where one is stale."""
        config = self.run.config
        flavours = host_flavours(config.sources)
        return fetch_all(
            requests,
            self.run.state.folder,
            self.previous,
            config.jobs,
            self.run.progress,
            self.run.now,
            servers=KnownServers(
                git_credentials(config.sources), flavours, config.fetches_per_host
            ),
            revision=self.run.revision,
        )

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
