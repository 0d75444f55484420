"""Adds the delivery of components, teams and systems to a snapshot, and what it is made of to the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from catalogsite.collect.delivery.day_ranges import clipped
from catalogsite.collect.delivery.observe import observed
from catalogsite.collect.delivery.outcomes import Outcomes, outcomes_of
from catalogsite.collect.delivery.record import DeliveryRecord, day_of
from catalogsite.collect.delivery.series import SERIES, Number, numbers_of, record_of
from catalogsite.collect.delivery.windows import weeks_of, window_of
from catalogsite.model.delivery.bands import bands_of
from catalogsite.model.delivery.figures import WINDOWS, Delivery, DeliveryWindow
from catalogsite.model.entity import EntityData, targets_of
from catalogsite.model.facts.on_call import incidents
from catalogsite.model.facts.running import deployments
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.model.urls import split_ref
from catalogsite.state.history import EVENT_DAYS, History, Point

_COMPONENT = "component"


def with_deliveries(snapshot: Snapshot, history: History) -> Snapshot:
    """The snapshot with its `delivery`, after what its facts add was recorded."""
    index, today = SnapshotIndex(snapshot), snapshot.created.date().toordinal()
    first = today - EVENT_DAYS.days
    recorded = _recorded(history, date.fromordinal(first))
    records: dict[str, DeliveryRecord] = {}
    changes: list[tuple[str, list[Number], DeliveryRecord]] = []
    for ref in filter(_is_component, index.entities):
        facts = [one for one in index.facts(ref).values() if one.kind in _KINDS]
        numbers = recorded.get(ref, [])
        if facts or numbers:
            records[ref] = _within(observed(record_of(numbers), facts), first, today)
            changes.append((ref, numbers, records[ref]))
    _record(history, changes)
    return snapshot.model_copy(update={"delivery": dict(_deliveries(index, records, today))})


_KINDS = (deployments.KIND, incidents.KIND)


def _is_component(ref: str) -> bool:
    return split_ref(ref)[0] == _COMPONENT


def _recorded(history: History, since: date) -> dict[str, list[Number]]:
    found: dict[str, list[Number]] = {}
    for series in SERIES:
        for day, subject, name, value in history.points(metric=series, since=since):
            found.setdefault(subject, []).append(Number(day.toordinal(), name, value))
    return found


def _within(record: DeliveryRecord, first: int, today: int) -> DeliveryRecord:
    """The part of a record that is kept: nothing older, and nothing of a wrong clock's future."""
    return DeliveryRecord(
        versions={k: v for k, v in record.versions.items() if first <= day_of(v.at) <= today},
        incidents={k: v for k, v in record.incidents.items() if first <= day_of(v.at) <= today},
        deployment_days=clipped(record.deployment_days, first, today),
        incident_days=clipped(record.incident_days, first, today),
    )


def _record(history: History, changes: Iterable[tuple[str, list[Number], DeliveryRecord]]) -> None:
    """Store the series of the days that changed."""
    points: list[Point] = []
    emptied: list[tuple[date, str, str]] = []
    for ref, before, record in changes:
        old, new = set(before), set(numbers_of(record))
        changed = {(one.day, one.series) for one in old ^ new}
        kept = [one for one in new if (one.day, one.series) in changed] if changed else ()
        points += (Point(date.fromordinal(one.day), ref, one.series, one.value) for one in kept)
        gone = changed - {(one.day, one.series) for one in kept}
        emptied += ((date.fromordinal(day), ref, series) for day, series in gone)
    if points or emptied:
        history.record_all(points, emptied)


def _deliveries(
    index: SnapshotIndex, records: Mapping[str, DeliveryRecord], today: int
) -> Iterator[tuple[str, Delivery]]:
    """The delivery of every entity of whose components something is known, by reference."""
    outcomes = {ref: outcomes_of(record) for ref, record in records.items()}
    for ref, entity in index.entities.items():
        parts = _components(index, ref, entity)
        found = [outcomes[part] for part in parts if part in outcomes]
        if found:
            yield ref, _delivery(found, len(parts), today, with_bands=split_ref(ref)[0] != "group")


def _components(index: SnapshotIndex, ref: str, entity: EntityData) -> list[str]:
    """The component itself, what a group owns, or the parts of a system and their parts."""
    kind = split_ref(ref)[0]
    if kind == _COMPONENT:
        return [ref]
    if kind == "group":
        owned = targets_of(entity, "ownerOf")
        return [one for one in dict.fromkeys(owned) if _is_component(one) and one in index]
    found: dict[str, None] = {}
    waiting = [ref] if kind == "system" else []
    while waiting:
        whole = index.entity(waiting.pop())
        parts = [one for one in targets_of(whole or {}, "hasPart") if one not in found]
        found |= dict.fromkeys(parts)
        waiting += parts
    return sorted(one for one in found if _is_component(one) and one in index)


def _delivery(
    found: Sequence[Outcomes], components: int, today: int, *, with_bands: bool
) -> Delivery:
    def window(days: int, end: int) -> DeliveryWindow:
        figures = window_of(found, end - days, end)
        bands = bands_of(figures) if with_bands else None
        return figures.model_copy(update={"bands": bands}) if bands else figures

    return Delivery(
        last=date.fromordinal(today - 1).isoformat(),
        components=components,
        current=tuple(window(days, today) for days in WINDOWS),
        previous=tuple(window(days, today - days) for days in WINDOWS),
        weeks=weeks_of(found, today),
    )
