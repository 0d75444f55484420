"""A record of delivery as series of the history, and back.

The history holds numbers by entity, series and day. An event is a number whose whole part is an amount
(seconds after midnight UTC, or minutes), and whose eight decimals are its identity: so the series of a
day can be joined, and an event that several nights tell of is one. Known days are one number for each
range within a month, on its first day: how many days it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalogsite.collect.delivery.day_ranges import DayRanges, months, united
from catalogsite.collect.delivery.record import (
    DAY,
    IDENTITIES,
    DeliveryRecord,
    Deployed,
    Incident,
    day_of,
    start_of,
)
from catalogsite.state.history import EVENTS

DEPLOYED = f"{EVENTS}deployed"
LEAD = f"{EVENTS}lead_minutes"
ROLLED_BACK = f"{EVENTS}rolled_back_minutes"
OPENED = f"{EVENTS}incident_opened"
RESTORED = f"{EVENTS}incident_restored_minutes"
DEPLOYMENT_DAYS = f"{EVENTS}deployment_days"
INCIDENT_DAYS = f"{EVENTS}incident_days"
SERIES = (DEPLOYED, LEAD, ROLLED_BACK, OPENED, RESTORED, DEPLOYMENT_DAYS, INCIDENT_DAYS)

_MOST_MINUTES = 20 * 366 * 24 * 60
"""Beyond twenty years a number has no place for the identity."""


class Number(NamedTuple):
    """One number of a record: the day, the series and the value."""

    day: int
    series: str
    value: float


def numbers_of(record: DeliveryRecord) -> Iterator[Number]:
    """The numbers of a record, in no order."""
    for key, one in record.versions.items():
        day = day_of(one.at)
        yield Number(day, DEPLOYED, _event(one.at % DAY, key))
        if one.lead is not None:
            yield Number(day, LEAD, _event(one.lead, key))
        if one.rolled_back is not None:
            yield Number(day, ROLLED_BACK, _event(one.rolled_back, key))
    for key, incident in record.incidents.items():
        day = day_of(incident.at)
        yield Number(day, OPENED, _event(incident.at % DAY, key))
        if incident.restored is not None:
            yield Number(day, RESTORED, _event(incident.restored, key))
    for series, days in (
        (DEPLOYMENT_DAYS, record.deployment_days),
        (INCIDENT_DAYS, record.incident_days),
    ):
        yield from (Number(start, series, float(end - start)) for start, end in months(days))


def record_of(numbers: Iterable[Number]) -> DeliveryRecord:
    """The record of numbers; a version of several days counts on the first."""
    by_series: dict[str, list[Number]] = {series: [] for series in SERIES}
    for one in numbers:
        by_series[one.series].append(one)
    lead, back, restored = (
        _by_event(by_series[series]) for series in (LEAD, ROLLED_BACK, RESTORED)
    )
    versions: dict[int, Deployed] = {}
    for (day, key), seconds in sorted(_by_event(by_series[DEPLOYED]).items()):
        event = (day, key)
        made = Deployed(start_of(day) + seconds, lead.get(event), back.get(event))
        versions.setdefault(key, made)
    incidents = {
        key: Incident(start_of(day) + seconds, restored.get((day, key)))
        for (day, key), seconds in sorted(_by_event(by_series[OPENED]).items())
    }
    deployment_days, incident_days = (
        _days(by_series[series]) for series in (DEPLOYMENT_DAYS, INCIDENT_DAYS)
    )
    return DeliveryRecord(versions, incidents, deployment_days, incident_days)


def _event(amount: int, key: int) -> float:
    return min(amount, _MOST_MINUTES) + key / IDENTITIES


def _by_event(numbers: Iterable[Number]) -> dict[tuple[int, int], int]:
    """The amount by day and identity. What an imported file has besides is left out."""
    found = {}
    for day, series, value in numbers:
        amount = int(value)
        most = DAY - 1 if series in (DEPLOYED, OPENED) else _MOST_MINUTES
        if value >= 0 and amount <= most:
            found[day, round((value - amount) * IDENTITIES) % IDENTITIES] = amount
    return found


def _days(numbers: Iterable[Number]) -> DayRanges:
    return united((day, day + min(31, int(value))) for day, _, value in numbers)
