"""Events about entities: added, removed, renamed, and their fields, relations and scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.changes.change import Change, Edge
from catalogsite.changes.comparison import Comparison
from catalogsite.changes.shortened import shortened
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent
from catalogsite.model.scorecard import Score

_FIELDS = {"owner": EventKind.OWNER, "lifecycle": EventKind.LIFECYCLE}


def entity_events(found: Comparison) -> Iterator[CatalogEvent]:
    """What happened to entities themselves."""
    yield from (event_of(found, EventKind.REMOVED, ref) for ref in found.removed)
    yield from (event_of(found, EventKind.ADDED, ref) for ref in found.added)
    for old, new in found.renames.items():
        certain = old in found.certain_renames
        kind = EventKind.RENAMED if certain else EventKind.PERHAPS_RENAMED
        yield event_of(found, kind, new, before=old, after=new)


def field_events(found: Comparison, compared: set[str]) -> Iterator[CatalogEvent]:
    """The fields that changed; `compared` are APIs whose definitions were compared more closely."""
    apart = found.added | found.removed
    for changed in found.changes.changed:
        for one in () if changed.ref in apart else changed.changes:
            if one.field == "definition" and changed.ref in compared:
                continue
            yield _field_event(found, changed.ref, one)


def relation_events(found: Comparison) -> Iterator[CatalogEvent]:
    """The relations that were gained and lost, each once, about its source."""
    for edge in found.changes.relations_lost:
        yield _relation_event(found, EventKind.RELATION_LOST, edge, before=edge.target)
    for edge in found.changes.relations_gained:
        yield _relation_event(found, EventKind.RELATION_GAINED, edge, after=edge.target)


def score_events(found: Comparison) -> Iterator[CatalogEvent]:
    """The scores of the same scorecard that went up or down."""
    for ref, score in found.new.scores.items():
        old = found.old.scores.get(found.names_before.get(ref, ref))
        if ref in found.added or old is None or old.scorecard != score.scorecard:
            continue
        if old.points != score.points:
            went_up = score.points > old.points
            kind = EventKind.SCORE_UP if went_up else EventKind.SCORE_DOWN
            words = {"before": _score(old), "after": _score(score)}
            yield event_of(found, kind, ref, subject=score.scorecard, **words)


def event_of(found: Comparison, kind: EventKind, ref: str, **fields: Any) -> CatalogEvent:
    """An event about an entity, with its title, its owners and its place."""
    origin = found.new.origins.get(ref) or found.old.origins.get(ref)
    place = (origin.repository, origin.file, origin.line) if origin else (None, None, None)
    return CatalogEvent(
        kind=kind,
        ref=ref,
        title=found.title(ref),
        owners=found.owners(ref),
        **{"repository": place[0], "file": place[1], "line": place[2], **fields},
    )


def _field_event(found: Comparison, ref: str, change: Change) -> CatalogEvent:
    kind = _FIELDS.get(change.field, EventKind.FIELD)
    if change.field == "definition":
        return event_of(found, kind, ref, subject="definition")
    return event_of(
        found,
        kind,
        ref,
        subject=change.field if kind is EventKind.FIELD else "",
        before=shortened(change.before),
        after=shortened(change.after),
    )


def _relation_event(found: Comparison, kind: EventKind, edge: Edge, **ends: str) -> CatalogEvent:
    return event_of(found, kind, edge.source, subject=edge.type, **ends)


def _score(score: Score) -> str:
    return f"{score.level} {score.points}".strip()
