"""Counts what each source gave to a catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from catalogsite.collect.crawl.fetch import Checkout, subject_of
from catalogsite.collect.crawl.list_sources import Listing
from catalogsite.collect.joining.assemble import AssembledCatalog
from catalogsite.model.catalog_size import OTHER_REPOSITORIES, SourceSize
from catalogsite.model.source_run import SourceRun


def source_sizes(
    listings: Sequence[Listing],
    report: Sequence[SourceRun],
    checkouts: Sequence[Checkout],
    catalog: AssembledCatalog,
) -> tuple[SourceSize, ...]:
    """The size of each source, in their order, then of what no source lists itself.

    A repository that several sources list counts for the first. The `report` begins with one line
    for each source.
    """
    source_of = _source_by_repository(listings, checkouts)
    others = OTHER_REPOSITORIES
    repositories = Counter(source_of.get(one.id, others) for one in catalog.repositories)
    origins = catalog.origins.values()
    entities = Counter(source_of.get(one.repository or "", others) for one in origins)
    sizes = [
        SourceSize(
            key=listing.key,
            title=f"{run.kind} {run.name}",
            state=run.state,
            listed=len(listing.requests),
            repositories=repositories[listing.key],
            entities=entities[listing.key],
        )
        for listing, run in zip(listings, report, strict=False)
    ]
    followed = SourceSize(
        key=others,
        title="followed Locations",
        repositories=repositories[others],
        entities=entities[others],
    )
    return (*sizes, followed)


def _source_by_repository(
    listings: Sequence[Listing], checkouts: Sequence[Checkout]
) -> dict[str, str]:
    """The key of the source of each repository, by its id."""
    by_address: dict[tuple[str | None, str | None], str] = {}
    found: dict[str, str] = {}
    for listing in listings:
        for request in listing.requests:
            by_address.setdefault((request.path, request.url), listing.key)
            # What a repository that cannot be fetched now was called when it could.
            found.setdefault(subject_of(request), listing.key)
    for checkout in checkouts:
        request = checkout.request
        key = by_address.get((request.path, request.url))
        if key is not None:
            found[checkout.repository.id] = key
    return found
