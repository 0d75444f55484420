"""Joins requests of several sources for one repository."""

from __future__ import annotations

from collections.abc import Sequence

from catalogsite.model.repository import RepositoryRequest, Scope


def deduplicated(requests: Sequence[RepositoryRequest]) -> list[RepositoryRequest]:
    """One request for each repository and branch, in the order of the first request for it."""
    kept: dict[tuple[str, str | None], RepositoryRequest] = {}
    for request in requests:
        address = request.address.removesuffix(".git") if request.url else request.address
        key = (address, request.branch if request.url else None)
        kept[key] = merge_requests(kept[key], request) if key in kept else request
    return list(kept.values())


def merge_requests(first: RepositoryRequest, second: RepositoryRequest) -> RepositoryRequest:
    """The request that reads what two requests for one repository would.

    It is of the source that requests the whole repository, else of the first.
    """
    if first.scope is Scope.FILES and second.scope is Scope.REPOSITORY:
        first, second = second, first
    descriptors: tuple[str, ...] = ()
    named = (*first.descriptors, *second.descriptors)
    if first.descriptors and second.descriptors:
        descriptors, named = tuple(dict.fromkeys(named)), ()
    also = tuple(dict.fromkeys((*named, *first.also, *second.also)))
    return first.model_copy(update={"descriptors": descriptors, "also": also})
