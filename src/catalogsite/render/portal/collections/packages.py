"""The third-party packages of a catalog."""

from __future__ import annotations

from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal.collection import Collection
from catalogsite.render.portal.collections.groups import ABOUT
from catalogsite.render.portal.inputs import EVERYTHING
from catalogsite.render.portal.package_views import PackageSource, PackageViews
from catalogsite.render.views.packages.own import OwnPackages
from catalogsite.render.views.packages.row import PackageRow


class PackageCollections:
    """The table of all packages, the page of each, and those of each entity."""

    def __init__(self, index: SnapshotIndex) -> None:
        views = self.views = PackageViews(index)
        self.rows: Collection[str, tuple[PackageRow, ...]] = Collection(
            "packages", lambda _: views.rows, lambda: ("",), inputs=EVERYTHING
        )
        self.package: Collection[str, PackageSource] = Collection(
            "package", views.source, lambda: views.paths, inputs=EVERYTHING
        )
        self.own: Collection[str, OwnPackages] = Collection(
            "own packages", views.own, index.entities.keys, ABOUT
        )
