"""The packages of a snapshot as a site shows them, and which of them have a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from catalogsite.inventory import Inventory
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.views.packages.address import package_path
from catalogsite.render.views.packages.own import OwnPackages, own_packages
from catalogsite.render.views.packages.page import EntityNames, PackagePage, package_page
from catalogsite.render.views.packages.row import PackageRow, package_row

MOST_PAGES = 5_000
"""Packages with a page of their own: those that most entities ask for."""


class PackageViews:
    """The packages of one build: the table of all, the page of each, and those of each entity."""

    def __init__(self, index: SnapshotIndex) -> None:
        self.inventory = Inventory(index)
        self._names = EntityNames(index)

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """The address of the page of each package that has one, sorted by package URL.

        It needs a direct user, and a name that can be an address; of two names that differ only in
        case one has a page.
        """
        summaries = map(self.inventory.summary, self.inventory.purls)
        asked = sorted((one for one in summaries if one.direct), key=lambda o: (-o.direct, o.purl))
        found: dict[str, str] = {}
        for one in asked:
            path = package_path(one.purl)
            if path is not None and len(found) < MOST_PAGES:
                found.setdefault(path, one.purl)
        return {purl: path for path, purl in sorted(found.items(), key=lambda pair: pair[1])}

    def path(self, purl: str) -> str:
        """The page of a package; empty where it has none."""
        return self.paths.get(purl, "")

    @cached_property
    def rows(self) -> tuple[PackageRow, ...]:
        """All packages: those that somebody asks for first, then those with most users."""
        rows = [
            package_row(self.inventory.summary(purl), self.path(purl))
            for purl in self.inventory.purls
        ]
        return tuple(sorted(rows, key=_order))

    def page(self, purl: str) -> PackagePage | None:
        """The page of a package; None where it has none."""
        path = self.path(purl)
        return package_page(self.inventory, self._names, purl, path) if path else None

    def own(self, ref: str) -> OwnPackages:
        """The packages of an entity."""
        return own_packages(self.inventory, ref, self.path)

    def users(self, purl: str) -> list[dict[str, Any]]:
        """The users of a package by version, scope and directness, as JSON values."""
        groups: dict[tuple[str, str, bool], dict[str, None]] = {}
        for ref, use in self.inventory.users(purl):
            groups.setdefault((use.version, use.scope, use.direct), {})[ref] = None
        return [
            {"version": version or None, "scope": scope, "direct": direct, "entities": list(refs)}
            for (version, scope, direct), refs in groups.items()
        ]


def _order(one: PackageRow) -> tuple[object, ...]:
    return (not one.direct, -one.users, one.name.lower(), one.purl)
