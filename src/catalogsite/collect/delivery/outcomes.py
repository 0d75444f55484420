"""What became of each deployment and incident of one component: whether it failed, and for how long."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from catalogsite.collect.delivery.day_ranges import DayRanges, has_day
from catalogsite.collect.delivery.record import DAY, DeliveryRecord, Deployed, Incident, day_of

LINK_SECONDS = DAY
"""How long after a deployment an incident is its failure."""


class DeploymentOutcome(NamedTuple):
    """A deployment: its day, and minutes. `failed` is None where that is not known yet."""

    day: int
    lead: int | None
    failed: bool | None
    recovery: int | None


class IncidentOutcome(NamedTuple):
    """An incident: the day on which it was opened, its identity, and the minutes it lasted."""

    day: int
    key: int
    restored: int | None


_Outcome = TypeVar("_Outcome", DeploymentOutcome, IncidentOutcome)


class Outcomes(NamedTuple):
    """The deployments and incidents of the days that are known, by day: of the others there may be more."""

    deployments: Sequence[DeploymentOutcome]
    incidents: Sequence[IncidentOutcome]
    deployment_days: DayRanges
    incident_days: DayRanges


def outcomes_of(record: DeliveryRecord) -> Outcomes:
    """The outcomes of a record."""
    ordered = sorted(record.versions.values(), key=_time)
    linked = _linked(ordered, record.incidents.values())
    deployments = [
        _outcome(one, linked.get(place, ()), record.incident_days)
        for place, one in enumerate(ordered)
        if has_day(record.deployment_days, day_of(one.at))
    ]
    incidents = sorted(
        (
            IncidentOutcome(day_of(one.at), key, one.restored)
            for key, one in record.incidents.items()
        ),
        key=_day,
    )
    known = [one for one in incidents if has_day(record.incident_days, one.day)]
    return Outcomes(deployments, known, record.deployment_days, record.incident_days)


def between(found: Sequence[_Outcome], start: int, end: int) -> Sequence[_Outcome]:
    """The outcomes of the days from `start` until before `end`."""
    return found[bisect_left(found, start, key=_day) : bisect_left(found, end, key=_day)]


def _time(one: Deployed) -> int:
    return one.at


def _day(one: DeploymentOutcome | IncidentOutcome) -> int:
    return one.day


def _linked(
    ordered: Sequence[Deployed], incidents: Iterable[Incident]
) -> dict[int, list[Incident]]:
    """The incidents by the place of their deployment: the last one before them, unless that is long ago."""
    found: dict[int, list[Incident]] = {}
    for incident in incidents:
        place = bisect_right(ordered, incident.at, key=_time) - 1
        if place >= 0 and incident.at - ordered[place].at <= LINK_SECONDS:
            found.setdefault(place, []).append(incident)
    return found


def _outcome(
    one: Deployed, linked: Sequence[Incident], incident_days: DayRanges
) -> DeploymentOutcome:
    day = day_of(one.at)
    if not (has_day(incident_days, day) and has_day(incident_days, day + 1)):
        # An incident that is not reported yet may belong to it.
        return DeploymentOutcome(day, one.lead, None, None)
    failed = bool(linked) or one.rolled_back is not None
    return DeploymentOutcome(day, one.lead, failed, _recovery(one, linked))


def _recovery(one: Deployed, linked: Sequence[Incident]) -> int | None:
    """Minutes until the last incident was resolved, or else until the version was rolled back."""
    if not linked:
        return one.rolled_back
    ends = [
        incident.at // 60 + incident.restored
        for incident in linked
        if incident.restored is not None
    ]
    return max(ends) - one.at // 60 if len(ends) == len(linked) else None
