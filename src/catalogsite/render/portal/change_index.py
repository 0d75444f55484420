"""The changes of a snapshot as pages ask for them: by month, entity, owner, and of the last days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent, Night
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.render.views.changes.looks import parts_of

WEEK = timedelta(days=7)
GONE_DAYS = timedelta(days=366)
"""For so long a removed entity has a page that says so."""
MOST_GONE = 5000
EVERYBODY = ""
"""In place of an owner: the changes of all."""

KeysOf = Callable[[CatalogEvent], Iterable[str]]
"""What an event belongs to."""


class Month(NamedTuple):
    """A month with changes (`2026-11`), and how many there are."""

    id: str
    changes: int


class Gone(NamedTuple):
    """When an entity was removed, what was known of it, and what it may be called now."""

    day: date
    event: CatalogEvent
    perhaps: str


class ChangeIndex:
    """The nights of a snapshot that have events, the newest first, in the ways pages need them."""

    def __init__(self, index: SnapshotIndex) -> None:
        self._known = index.entities
        snapshot = index.snapshot
        self.nights = tuple(night for night in snapshot.changes if night.events)
        self._all = snapshot.changes
        self._created = snapshot.created.date()
        self._moves = snapshot.moved

    @property
    def compared(self) -> tuple[date | None, date | None]:
        """The day from which on nights were compared, and that of the newest one; None without any."""
        if not self._all:
            return None, None
        since = min(night.since for night in self._all).date()
        return since, max(night.at for night in self._all).date()

    @cached_property
    def by_month(self) -> dict[str, tuple[Night, ...]]:
        """The nights of each month, the newest month first."""
        found: defaultdict[str, list[Night]] = defaultdict(list)
        for night in self.nights:
            found[f"{night.at:%Y-%m}"].append(night)
        return {month: tuple(found[month]) for month in sorted(found, reverse=True)}

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that have changes, the newest first."""
        return tuple(Month(month, _size(nights)) for month, nights in self.by_month.items())

    def of_entity(self, ref: str) -> tuple[Night, ...]:
        """The changes of an entity, under whatever name it had."""
        return self._by_entity.get(ref, ())

    def of_owner(self, ref: str) -> tuple[Night, ...]:
        """The changes of a team itself, and of what it owns or owned."""
        return self._by_owner.get(ref, ())

    def of_kind(self, kind: str) -> tuple[Night, ...]:
        """The changes of the entities of a kind."""
        return self._by_kind.get(kind, ())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of which an entity changed."""
        return tuple(sorted(self._by_kind))

    @property
    def owners(self) -> tuple[str, ...]:
        """The entities that changed, and the owners of what changed."""
        return tuple(sorted(self._by_owner))

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities that changed."""
        return tuple(sorted(self._by_entity))

    def week(self, owner: str) -> tuple[Night, ...]:
        """The changes of the last seven days: of what somebody owns, or all of them."""
        first = self._created - WEEK
        nights = self.nights if owner == EVERYBODY else self.of_owner(owner)
        return tuple(night for night in nights if night.at.date() > first)

    def renamed(self, old: str) -> str | None:
        """What the entity that had the reference is called now; None where there was none."""
        return self.renames.get(old)

    @cached_property
    def renames(self) -> dict[str, str]:
        """The present reference by each former one that no other entity has taken."""
        return {
            move.before: move.after
            for move in self._moves.entities
            if move.after in self._known and move.before not in self._known
        }

    @cached_property
    def gone(self) -> dict[str, Gone]:
        """The entities that were removed within a year and did not come back."""
        removed = [
            move
            for move in self._moves.entities
            if not move.after
            and move.before not in self._known
            and move.since > self._created - GONE_DAYS
        ]
        removed.sort(key=lambda move: (-move.since.toordinal(), move.before))
        return {
            move.before: Gone(
                move.since,
                self._removals.get(move.before)
                or CatalogEvent(kind=EventKind.REMOVED, ref=move.before),
                self._perhaps.get(move.before, ""),
            )
            for move in removed[:MOST_GONE]
        }

    @cached_property
    def moved_pages(self) -> dict[str, dict[str, str]]:
        """By entity: the present file of each page of its documentation by the former one."""
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for move in self._moves.pages:
            found[move.ref][move.before] = move.after
        return found

    @cached_property
    def _removals(self) -> dict[str, CatalogEvent]:
        return self._first(EventKind.REMOVED, lambda event: event.ref)

    @cached_property
    def _perhaps(self) -> dict[str, str]:
        found = self._first(EventKind.PERHAPS_RENAMED, lambda event: event.before or "")
        return {before: event.after or "" for before, event in found.items()}

    def _first(
        self, kind: EventKind, key: Callable[[CatalogEvent], str]
    ) -> dict[str, CatalogEvent]:
        found: dict[str, CatalogEvent] = {}
        for night in self.nights:
            for event in night.events:
                if event.kind is kind:
                    found.setdefault(key(event), event)
        return found

    @cached_property
    def _by_entity(self) -> dict[str, tuple[Night, ...]]:
        return _split(self.nights, lambda event: (self._present(event.ref),))

    @cached_property
    def _by_owner(self) -> dict[str, tuple[Night, ...]]:
        return _split(self.nights, self._concerned)

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Night, ...]]:
        return _split(self.nights, lambda event: (event.ref.partition(":")[0],))

    def _concerned(self, event: CatalogEvent) -> Iterator[str]:
        yield self._present(event.ref)
        yield from event.owners

    def _present(self, ref: str) -> str:
        return self.renames.get(ref, ref)


def _size(nights: Iterable[Night]) -> int:
    shown = (part.number for night in nights for event in night.events for part in parts_of(event))
    return sum(shown) + sum(max(0, night.left_out) for night in nights)


def _split(nights: Iterable[Night], keys_of: KeysOf) -> dict[str, tuple[Night, ...]]:
    found: defaultdict[str, list[Night]] = defaultdict(list)
    for night in nights:
        parts: defaultdict[str, list[CatalogEvent]] = defaultdict(list)
        for event in night.events:
            for key in dict.fromkeys(filter(None, keys_of(event))):
                parts[key].append(event)
        for key, events in parts.items():
            found[key].append(night.model_copy(update={"events": tuple(events), "counts": {}}))
    return {key: tuple(parts) for key, parts in found.items()}
