"""The changes of a catalog as one output reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogsite.model.changes.night import Night
from catalogsite.model.read_log import ReadLog
from catalogsite.render.portal.change_index import EVERYBODY, Gone, Month
from catalogsite.render.portal.collections.changes import ChangeCollections
from catalogsite.render.portal.recorded.read import read


@dataclass(frozen=True, slots=True)
class RecordedChanges:
    """What changed from night to night, and what has another name or is gone."""

    _found: ChangeCollections
    _reads: ReadLog

    def months(self) -> tuple[Month, ...]:
        """The months that have changes, the newest first."""
        return read(self._reads, self._found.months, "")

    def compared(self) -> tuple[date | None, date | None]:
        """The day from which on nights were compared, and that of the newest one; None without any."""
        return read(self._reads, self._found.compared, "")

    def nights(self, month: str) -> tuple[Night, ...]:
        """The nights of a month (`2026-11`) that have changes, the newest first."""
        return read(self._reads, self._found.nights, month)

    def of_entity(self, ref: str) -> tuple[Night, ...]:
        """The nights in which the entity changed, with its changes alone, the newest first."""
        return read(self._reads, self._found.nights_of, ref)

    def of_owner(self, ref: str) -> tuple[Night, ...]:
        """The nights in which a team, or what it owns or owned, changed, with those changes alone."""
        return read(self._reads, self._found.nights_of_owner, ref)

    def of_kind(self, kind: str) -> tuple[Night, ...]:
        """The nights in which entities of a kind changed, with those changes alone."""
        return read(self._reads, self._found.nights_of_kind, kind)

    def week(self, owner: str = EVERYBODY) -> tuple[Night, ...]:
        """The nights of the last seven days with the changes of what somebody owns, or with all."""
        return read(self._reads, self._found.week, owner)

    def renamed(self, old: str) -> str | None:
        """The present reference of the entity that had this one before."""
        return read(self._reads, self._found.renamed, old)

    def gone(self, ref: str) -> Gone | None:
        """When an entity was removed and what was known of it; None where it is there, or never was."""
        return read(self._reads, self._found.gone, ref)
