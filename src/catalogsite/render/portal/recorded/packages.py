"""The third-party packages as one output reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogsite.model.read_log import ReadLog
from catalogsite.render.portal.collections.packages import PackageCollections
from catalogsite.render.portal.recorded.read import read
from catalogsite.render.views.packages.own import OwnPackages
from catalogsite.render.views.packages.page import PackagePage
from catalogsite.render.views.packages.row import PackageRow


@dataclass(frozen=True, slots=True)
class RecordedPackages:
    """The packages of a catalog and who uses them."""

    _found: PackageCollections
    _reads: ReadLog

    @property
    def rows(self) -> tuple[PackageRow, ...]:
        """All third-party packages: those that somebody asks for first, then those with most users."""
        return read(self._reads, self._found.rows, "")

    def page(self, purl: str) -> PackagePage | None:
        """What the page of a package shows; None where it has none."""
        return read(self._reads, self._found.package, purl).page

    def users(self, purl: str) -> list[dict[str, Any]]:
        """The users of a package by version, scope and directness, as JSON values."""
        return read(self._reads, self._found.package, purl).users

    def of_entity(self, ref: str) -> OwnPackages:
        """The third-party packages of the entity."""
        return read(self._reads, self._found.own, ref)
