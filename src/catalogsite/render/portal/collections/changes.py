"""What changed in a catalog from night to night."""

from __future__ import annotations

from datetime import date

from catalogsite.model.changes.night import Night
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.portal.change_index import EVERYBODY, ChangeIndex, Gone, Month
from catalogsite.render.portal.collection import Collection
from catalogsite.render.portal.inputs import EVERYTHING, NIGHTS


class ChangeCollections:
    """The changes by month, entity, owner and kind, and what has moved or is gone."""

    def __init__(self, index: SnapshotIndex) -> None:
        self.index = ChangeIndex(index)
        self._define_nights()
        self._define_whole()

    def _define_nights(self) -> None:
        changes = self.index
        self.nights: Collection[str, tuple[Night, ...]] = Collection(
            "nights",
            lambda month: changes.by_month.get(month, ()),
            lambda: changes.by_month,
            inputs=NIGHTS,
        )
        self.nights_of: Collection[str, tuple[Night, ...]] = Collection(
            "nights of entity", changes.of_entity, lambda: changes.entities, inputs=NIGHTS
        )
        self.nights_of_owner: Collection[str, tuple[Night, ...]] = Collection(
            "nights of owner", changes.of_owner, lambda: changes.owners, inputs=NIGHTS
        )
        self.nights_of_kind: Collection[str, tuple[Night, ...]] = Collection(
            "nights of kind", changes.of_kind, lambda: changes.kinds, inputs=NIGHTS
        )

    def _define_whole(self) -> None:
        changes = self.index
        self.week: Collection[str, tuple[Night, ...]] = Collection(
            "week of changes", changes.week, lambda: (EVERYBODY, *changes.owners), inputs=EVERYTHING
        )
        self.months: Collection[str, tuple[Month, ...]] = Collection(
            "months of changes", lambda _: changes.months, lambda: ("",), inputs=NIGHTS
        )
        self.compared: Collection[str, tuple[date | None, date | None]] = Collection(
            "compared nights", lambda _: changes.compared, lambda: ("",), inputs=EVERYTHING
        )
        self.renamed: Collection[str, str | None] = Collection(
            "renamed", changes.renamed, lambda: changes.renames
        )
        self.gone: Collection[str, Gone | None] = Collection(
            "gone", changes.gone.get, lambda: changes.gone, inputs=EVERYTHING
        )
