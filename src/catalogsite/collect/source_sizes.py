"""Counts what each source gave to a catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.crawl.fetch import subject_of
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
    sources_of = _sources_by_repository(listings, checkouts)
    repositories = _counted(sources_of, (one.id for one in catalog.repositories))
    entities = _counted(sources_of, (one.repository or "" for one in catalog.origins.values()))
    sizes = [
        SourceSize(
            key=listing.key,
            title=f"{run.kind} {run.name}",
            state=run.state,
            listed=len(listing.requests),
            repositories=repositories.own[listing.key],
            entities=entities.own[listing.key],
            shared_repositories=repositories.shared[listing.key],
            shared_entities=entities.shared[listing.key],
        )
        for listing, run in zip(listings, report, strict=False)
    ]
    followed = SourceSize(
        key=OTHER_REPOSITORIES,
        title="followed Locations",
        repositories=repositories.own[OTHER_REPOSITORIES],
        entities=entities.own[OTHER_REPOSITORIES],
    )
    return (*sizes, followed)


class _Counts(NamedTuple):
    """Numbers by the key of a source: of what counts for it, and of what it lists besides."""

    own: Counter[str]
    shared: Counter[str]


def _counted(sources_of: Mapping[str, Sequence[str]], repositories: Iterable[str]) -> _Counts:
    counts = _Counts(Counter(), Counter())
    for repository in repositories:
        first, *others = sources_of.get(repository) or (OTHER_REPOSITORIES,)
        counts.own[first] += 1
        counts.shared.update(others)
    return counts


def _sources_by_repository(
    listings: Sequence[Listing], checkouts: Sequence[Checkout]
) -> dict[str, list[str]]:
    """The keys of the sources that list a repository, in their order, by its id."""
    by_address: dict[str, dict[str, None]] = {}
    found: dict[str, dict[str, None]] = {}
    for listing in listings:
        for request in listing.requests:
            by_address.setdefault(request.address, {})[listing.key] = None
            # What a repository that cannot be fetched now was called when it could.
            found.setdefault(subject_of(request), {})[listing.key] = None
    for checkout in checkouts:
        keys = by_address.get(checkout.request.address)
        if keys is not None:
            found[checkout.repository.id] = keys
    return {repository: list(keys) for repository, keys in found.items()}
