"""The night of a snapshot, bounded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from catalogsite.changes.api_events import api_events
from catalogsite.changes.comparison import Comparison
from catalogsite.changes.documentation_events import MovedFile, documentation_events
from catalogsite.changes.entity_events import (
    entity_events,
    field_events,
    relation_events,
    score_events,
)
from catalogsite.changes.source_events import problem_events, source_events
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent, Night

MOST_EVENTS = 500
"""The most events of one night that are kept; the others are counted."""

_ORDER = {kind: number for number, kind in enumerate(EventKind)}


def night_of(found: Comparison, moved: list[MovedFile]) -> Night:
    """What changed between two snapshots, as the night of the new one."""
    apis = list(api_events(found))
    events = chain(
        entity_events(found),
        apis,
        field_events(found, {event.ref for event in apis}),
        relation_events(found),
        score_events(found),
        documentation_events(found, moved),
        problem_events(found),
        source_events(found),
    )
    every = sorted(events, key=_by_kind)
    counts = Counter(event.kind for event in every)
    return Night(
        at=found.new.created,
        since=found.old.created,
        events=tuple(_bounded(every)),
        counts={kind: counts[kind] for kind in EventKind if counts[kind]},
    )


def _bounded(events: Sequence[CatalogEvent]) -> list[CatalogEvent]:
    """The first of each kind: rare kinds wholly, and an equal share of the others."""
    if len(events) <= MOST_EVENTS:
        return list(events)
    by_kind: dict[EventKind, list[CatalogEvent]] = defaultdict(list)
    for event in events:
        by_kind[event.kind].append(event)
    left, kept = MOST_EVENTS, {}
    groups = sorted(by_kind, key=lambda kind: len(by_kind[kind]))
    for number, kind in enumerate(groups):
        share = left // (len(groups) - number)
        kept[kind] = by_kind[kind][:share]
        left -= len(kept[kind])
    return [event for kind in by_kind for event in kept[kind]]


def _by_kind(event: CatalogEvent) -> tuple[int, str, str, str, str, str, int, str]:
    return (
        _ORDER[event.kind],
        event.ref,
        event.subject,
        event.before or "",
        event.after or "",
        event.file or "",
        event.line or 0,
        event.message,
    )
