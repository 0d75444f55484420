"""Which events of which nights are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent, Night
from catalogsite.state.changes_file import read_changes
from catalogsite.state.folders import State

_SPAN = re.compile(r"(\d{1,4})([dw])", re.ASCII)
_DAYS = {"d": 1, "w": 7}


class ChangeSelection(NamedTuple):
    """Days, both included, and what the events must be about; None and empty ask for all.

    `owner` and `entity` are references or names, `kinds` kinds of events.
    """

    since: date | None = None
    until: date | None = None
    owner: str | None = None
    entity: str | None = None
    kinds: Sequence[EventKind] = ()

    @property
    def is_partial(self) -> bool:
        """Whether it asks for some of the events of a night only."""
        return bool(self.owner or self.entity or self.kinds)


def parse_day(text: str, today: date) -> date:
    """The day of `2026-05-12`, or so long before today as `7d` or `2w` says. Raises ValueError."""
    span = _SPAN.fullmatch(text)
    if span is None:
        return date.fromisoformat(text)
    try:
        return today - timedelta(days=int(span[1]) * _DAYS[span[2]])
    except OverflowError as error:
        raise ValueError("too long ago") from error


def selected_nights(state: State, wanted: ChangeSelection) -> list[Night]:
    """The nights that have such an event, newest first. Raises SnapshotError if the record is damaged."""
    found = []
    for night in read_changes(state.changes).nights:
        day = night.at.date()
        if (wanted.since and day < wanted.since) or (wanted.until and day > wanted.until):
            continue
        events = tuple(event for event in night.events if _is_wanted(event, wanted))
        part = {"events": events, "counts": _counts(events)} if wanted.is_partial else {}
        found.append(night.model_copy(update=part))
    return [night for night in found if night.counts]


def _is_wanted(event: CatalogEvent, wanted: ChangeSelection) -> bool:
    if wanted.kinds and event.kind not in wanted.kinds:
        return False
    if wanted.owner and not _names(wanted.owner, (*event.owners, *event.concerned)):
        return False
    about = (event.ref, event.before or "", event.after or "", *event.consumers)
    return not wanted.entity or _names(wanted.entity, about)


def _names(given: str, refs: Sequence[str]) -> bool:
    """Whether one of the references has this name, or is it."""
    wanted = given.lower()
    return any(
        wanted in (ref, ref.partition(":")[2], ref.rpartition("/")[2]) for ref in refs if ":" in ref
    )


def _counts(events: Sequence[CatalogEvent]) -> dict[EventKind, int]:
    counts = {kind: sum(event.kind is kind for event in events) for kind in EventKind}
    return {kind: count for kind, count in counts.items() if count}
