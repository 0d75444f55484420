"""The repositories that a crawl has read so far, and the file of them that a link means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogsite.catalog.reading import ExternalTarget
from catalogsite.collect.crawl.checkout import Checkout
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.model.repository import RepositoryRequest
from catalogsite.model.source_run import Failure
from catalogsite.repositories.file_links import FileUrl, split_file_url


class RepositoryVersion(NamedTuple):
    """A repository by its web address in lower case, and a branch, tag or commit of it."""

    web_url: str
    ref: str


def version_of(link: FileUrl) -> RepositoryVersion:
    """The version of a repository that a link to one of its files leads to."""
    return RepositoryVersion(link.web_url.lower(), link.ref)


@dataclass(slots=True)
class CrawlState:
    """Checkouts and their readings by repository id, and what could not be fetched.

    `requests` are those that Locations led to. `_by_page` has the ids of the checkouts of each web
    address, in lower case: one Location may name a file of each of thousands of repositories.
    """

    checkouts: dict[str, Checkout] = field(default_factory=dict)
    readings: dict[str, RepositoryReading] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    requests: dict[RepositoryVersion, RepositoryRequest] = field(default_factory=dict)
    _by_page: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, checkouts: Sequence[Checkout], readings: Sequence[RepositoryReading]) -> None:
        """Put each reading in the place of an earlier one of the same repository."""
        for checkout, reading in zip(checkouts, readings, strict=True):
            self.checkouts[checkout.repository.id] = checkout
            self.readings[checkout.repository.id] = reading
            page = (checkout.repository.web_url or "").lower()
            self._by_page.setdefault(page, {})[checkout.repository.id] = None

    def targets(self) -> Iterator[tuple[str, ExternalTarget]]:
        """Each address outside its repository that a Location names, with the repository's id."""
        for name, reading in self.readings.items():
            for target in reading.catalog.external:
                yield name, target

    def links(self) -> Iterator[FileUrl]:
        """The files of git repositories among the targets, each link once."""
        links = dict.fromkeys(split_file_url(target.url) for _, target in self.targets())
        yield from (link for link in links if link is not None and link.path)

    def checkout_of(self, link: FileUrl) -> Checkout | None:
        """The checkout that has the file of a link, as far as its repository and version say."""
        for name in self._by_page.get(link.web_url.lower(), ()):
            checkout = self.checkouts[name]
            repository = checkout.repository
            refs = {repository.branch, repository.commit, checkout.request.branch, "HEAD"}
            if checkout.remote is None:
                # A clone on this machine counts as its repository, whatever branch it is on.
                refs |= {"main", "master"}
            if link.ref in refs:
                return checkout
        return None

    def has_read(self, path: str, checkout: Checkout) -> bool:
        """Whether a file is among those that were read as descriptors of its repository."""
        entities = self.readings[checkout.repository.id].catalog.entities
        return path in checkout.request.also or any(one.origin.file == path for one in entities)
