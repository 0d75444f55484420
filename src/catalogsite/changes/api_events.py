"""Events about the definitions of APIs: what changed in each, and who must know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from catalogsite.changes.comparison import Comparison
from catalogsite.changes.entity_events import event_of
from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.api.change import ApiChange, Impact
from catalogsite.model.changes.event_kind import EventKind
from catalogsite.model.changes.night import CatalogEvent
from catalogsite.model.entity import targets_of

MOST_COMPARED = 300
"""The most APIs of one night that are compared closely; of others, it is said that they changed."""

MOST_CHANGES = 20
"""The most differences of one API that an event holds; the others are counted."""


def api_events(found: Comparison) -> Iterator[CatalogEvent]:
    """The APIs of both snapshots whose definitions differ in what they mean."""
    differing = _differing(found)[:MOST_COMPARED]
    if not differing:
        return
    # The comparisons of all formats are slow to import, and few nights change an API.
    from catalogsite.apis.differ.snapshot_changes import definition_changes

    for ref, old, new in differing:
        changes = definition_changes(old, new, found.contents.blob)
        if changes:
            yield _api_event(found, ref, (old, new), changes)


def _differing(found: Comparison) -> list[tuple[str, ApiDefinition, ApiDefinition]]:
    pairs = []
    for ref in sorted(found.new.definitions):
        new, old = (
            found.new.definitions[ref],
            found.old.definitions.get(found.names_before.get(ref, ref)),
        )
        if old and old.digests != new.digests:
            pairs.append((ref, old, new))
    return pairs


def _api_event(
    found: Comparison,
    ref: str,
    versions: tuple[ApiDefinition, ApiDefinition],
    changes: tuple[ApiChange, ...],
) -> CatalogEvent:
    counts = Counter(one.impact for one in changes)
    gravest = next(one for one in Impact if counts[one])
    consumers = () if gravest is Impact.SAFE else _consumers(found, ref)
    return event_of(
        found,
        EventKind.API,
        ref,
        before=versions[0].version or None,
        after=versions[1].version or None,
        impact=gravest,
        api_changes=changes[:MOST_CHANGES],
        api_total={one: counts[one] for one in Impact if counts[one]},
        consumers=consumers,
        concerned=found.owners_of_all(consumers),
    )


def _consumers(found: Comparison, ref: str) -> tuple[str, ...]:
    return tuple(sorted(set(targets_of(found.after[ref], "apiConsumedBy"))))
