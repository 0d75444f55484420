"""What the sources of a run list, fetched and not yet read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.crawl.distinct_names import with_distinct_names
from catalogsite.collect.crawl.list_sources import Listing, list_repositories
from catalogsite.collect.crawl.run_fetch import fetch_for
from catalogsite.collect.run import Run
from catalogsite.model.repository import Repository, RepositoryRequest
from catalogsite.model.source_run import Failure


class Fetched(NamedTuple):
    """The listing of each source, and of each repository a checkout, a failure, or both if it is stale."""

    listings: list[Listing]
    found: list[Checkout | Failure]

    @property
    def requests(self) -> list[RepositoryRequest]:
        """The requests of all listings."""
        return [request for listing in self.listings for request in listing.requests]

    @property
    def checkouts(self) -> list[Checkout]:
        """The repositories that can be read."""
        return [one for one in self.found if isinstance(one, Checkout)]


def fetch_sources(run: Run, previous: Sequence[Repository]) -> Fetched:
    """List and fetch the repositories of a run; `previous` are those of the last snapshot."""
    listed = list_repositories(run.config.sources, run.context, run.state.folder)
    listings = with_distinct_names(listed)
    requests = [request for listing in listings for request in listing.requests]
    return Fetched(listings, fetch_for(run, previous, requests))
