"""The crawl report: what each source and provider did in this run, and what it could not."""

from __future__ import annotations

from collections.abc import Sequence

from catalogsite.collect.crawl.fetch import subject_of
from catalogsite.collect.crawl.follow_locations import Crawled
from catalogsite.collect.crawl.list_sources import Listing
from catalogsite.collect.crawl.location_problems import LOCATION
from catalogsite.model.source_run import Failure, SourceRun


def crawl_report(listings: Sequence[Listing], crawled: Crawled) -> tuple[SourceRun, ...]:
    """One line for each source, in their order, then one for followed Locations.

    A source with a failed repository is stale, or failed where it has no other repository.
    """
    listed = (_with_failures(one.run, _failures_of(one, crawled)) for one in listings)
    followed = (_with_failures(run, _failures_by_locations(crawled)) for run in crawled.runs)
    return (*listed, *followed)


def _failures_of(listing: Listing, crawled: Crawled) -> tuple[Failure, ...]:
    """Of a repository that several sources name, each lacks it."""
    named = set(map(subject_of, listing.requests))
    return tuple(
        failure
        for failure in crawled.failures
        if failure.source != LOCATION and not named.isdisjoint(failure.subjects)
    )


def _failures_by_locations(crawled: Crawled) -> tuple[Failure, ...]:
    return tuple(failure for failure in crawled.failures if failure.source == LOCATION)


def _with_failures(run: SourceRun, own: tuple[Failure, ...]) -> SourceRun:
    if not own:
        return run
    state = "stale" if run.repositories > len(own) else "failed"
    return run.model_copy(update={"state": state, "failures": (*run.failures, *own)})
