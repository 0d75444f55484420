"""Names of repositories without a web address: distinct where the addresses are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from catalogsite.collect.crawl.list_sources import Listing
from catalogsite.model.repository import RepositoryRequest


def with_distinct_names(listings: Sequence[Listing]) -> list[Listing]:
    """The listings, in which repositories at different addresses have different names.

    Where several have one name, each gets as many parts of its address as tell them apart, so that
    no name depends on the order of the sources.
    """
    addresses: dict[str, dict[str, None]] = {}
    for listing in listings:
        for request in filter(_is_named_only, listing.requests):
            addresses.setdefault(request.name, {})[_address(request)] = None
    names: dict[tuple[str, str], str] = {}
    for name, alike in addresses.items():
        if len(alike) > 1:
            names.update({(name, one): text for one, text in _endings(alike).items()})
    if not names:
        return list(listings)
    return [
        listing._replace(requests=[_renamed(one, names) for one in listing.requests])
        for listing in listings
    ]


def _is_named_only(request: RepositoryRequest) -> bool:
    return request.url is not None and request.web_url is None


def _address(request: RepositoryRequest) -> str:
    return (request.url or "").rstrip("/").removesuffix("/.git").removesuffix(".git")


def _renamed(request: RepositoryRequest, names: dict[tuple[str, str], str]) -> RepositoryRequest:
    name = names.get((request.name, _address(request))) if _is_named_only(request) else None
    return request.model_copy(update={"name": name}) if name else request


def _endings(addresses: Iterable[str]) -> dict[str, str]:
    """The shortest ends of addresses, of two parts or more, that are all different."""
    parts = {address: _parts(address) for address in addresses}
    for length in range(2, max(map(len, parts.values())) + 1):
        found = {address: "/".join(listed[-length:]) for address, listed in parts.items()}
        if len(set(found.values())) == len(found):
            return found
    return {address: address for address in parts}


def _parts(address: str) -> list[str]:
    known = urlsplit(address)
    return [part for part in (known.netloc, *known.path.split("/")) if part]
