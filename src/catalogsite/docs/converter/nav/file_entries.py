"""Entries of the navigation that are files and no pages, such as a PDF or ready-made HTML."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsite.docs.converter.engine import Engine
from catalogsite.docs.converter.linking.site import Site
from catalogsite.docs.converter.workspace import Conversion
from catalogsite.docs.fragments import NavEntry
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.hosts import file_url


@dataclass(frozen=True, slots=True)
class NavFiles:
    """Makes the entries of files; published ones are added to `used`, others lead to their host."""

    conversion: Conversion
    engine: Engine
    site: Site
    used: set[str]

    def __call__(self, title: str, address: str) -> NavEntry:
        """The entry of the file at an address below the documentation's root."""
        if address in self.site.addresses:
            self.used.add(address)
            return NavEntry(title=title, path=address)
        file = self.conversion.in_repository(self.engine.assets[address])
        url = file_url(self.conversion.repository, file)
        if file in self.site.unpublished:
            at = self.conversion.nav_location(address)
            self.conversion.problems.append(unpublished(address, url, at))
        return NavEntry(title=title, url=url)


def unpublished(target: str, url: str | None, at: SourceLocation) -> Problem:
    """The problem of a link to a file of no published kind, which leads to `url` or nowhere."""
    if url:
        return problem("docs-file-kind", at=at, target=target)
    return problem("docs-file-kind", "no-host", at=at, target=target)
