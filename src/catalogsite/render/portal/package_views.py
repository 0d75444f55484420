"""The packages of a snapshot as a site shows them, and which of them have a page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from catalogsite.inventory import Inventory
from catalogsite.model.entity import owner_of
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal.value_digest import UTF_8
from catalogsite.render.views.packages.address import package_path
from catalogsite.render.views.packages.own import OwnPackages, own_packages
from catalogsite.render.views.packages.page import EntityNames, PackagePage, package_page
from catalogsite.render.views.packages.row import PackageRow, package_row
from catalogsite.render.views.repository_view import repository_view

MOST_PAGES = 5_000
"""Packages with a page of their own: those that most entities ask for."""


class PackageSource:
    """What the page of a package is made of. Its `repr` is all of that, for comparing two builds.

    Making the page takes many times longer than comparing what it is made of.
    """

    def __init__(self, views: PackageViews, purl: str) -> None:
        self._views = views
        self._purl = purl

    def __repr__(self) -> str:
        views, purl = self._views, self._purl
        summary, places = views.inventory.summary(purl), views.inventory.places(purl)
        return repr((views.path(purl), summary, places, views.context))

    @property
    def page(self) -> PackagePage | None:
        """What the page shows; None for a package without one."""
        return self._views.page(self._purl)

    @property
    def users(self) -> list[dict[str, Any]]:
        """All users by version, scope and directness, as JSON values."""
        return self._views.users(self._purl)


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

    def source(self, purl: str) -> PackageSource:
        """All that the outputs of a package are made of."""
        return PackageSource(self, purl)

    def page(self, purl: str) -> PackagePage | None:
        """The page of a package; None where it has none."""
        path = self.path(purl)
        return package_page(self.inventory, self._names, purl, path) if path else None

    @cached_property
    def context(self) -> str:
        """What pages say of entities and repositories, whoever uses a package, as a hash."""
        index = self.inventory.index
        entities = [(ref, index.title(ref), owner_of(one)) for ref, one in index.entities.items()]
        hosted = [repository_view(one) for one in index.repositories.values()]
        origins = [(ref, one.repository) for ref, one in index.snapshot.origins.items()]
        content = repr((entities, hosted, origins, self.inventory.day, index.snapshot.end_of_life))
        return hashlib.blake2b(content.encode(*UTF_8), digest_size=16).hexdigest()

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
