"""Fetches repositories as the configuration of a run says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.crawl.fetch import KnownServers, fetch_all
from catalogsite.collect.run import Run
from catalogsite.collectors.registry import git_credentials, host_flavours
from catalogsite.config.settings import Config
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.source_run import Failure


def fetch_for(
    run: Run, previous: Iterable[Repository], requests: Sequence[RepositoryRequest]
) -> list[Checkout | Failure]:
    """A checkout or a failure for each request, in their order; both where one is stale.

    `previous` are the repositories of the last snapshot.
    """
    config = run.config
    return fetch_all(
        requests,
        run.state.folder,
        {repository.id: repository for repository in previous},
        config.jobs,
        run.progress,
        run.now,
        servers=known_servers(config),
        revision=run.revision,
    )


def known_servers(config: Config) -> KnownServers:
    """What the configuration says of servers."""
    credentials, flavours = git_credentials(config.sources), host_flavours(config.sources)
    return KnownServers(credentials, flavours, config.fetches_per_host)
