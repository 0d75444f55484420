"""The figures of delivery of components in a window of days; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median, quantiles

from catalogsite.collect.delivery.day_ranges import count_days
from catalogsite.collect.delivery.outcomes import IncidentOutcome, Outcomes, between
from catalogsite.model.delivery.figures import FEW, WEEKS, DeliveryWindow, Durations, Weeks


def window_of(found: Sequence[Outcomes], start: int, end: int) -> DeliveryWindow:
    """The figures of the days from `start` until before `end` (day numbers), without bands."""
    measured = [count_days(one.deployment_days, start, end) for one in found]
    asked = [count_days(one.incident_days, start, end) for one in found]
    own = [between(one.deployments, start, end) for one in found]
    deployments = [one for listed in own for one in listed]
    judged = [one for one in deployments if one.failed is not None]
    failed = [one for one in judged if one.failed]
    incidents = _each_once(one for each in found for one in between(each.incidents, start, end))
    return DeliveryWindow(
        days=end - start,
        components=sum(map(bool, measured)),
        measured=min(filter(None, measured), default=0),
        deployments=len(deployments) if any(measured) else None,
        per_week=_per_week(map(len, own), measured) if any(measured) else None,
        lead_time=durations(one.lead for one in deployments),
        judged=len(judged),
        failed=len(failed),
        failure_rate=round(100 * len(failed) / len(judged), 4) if judged else None,
        incident_days=min(filter(None, asked), default=0),
        incidents=len(incidents) if any(asked) else None,
        open=sum(one.restored is None for one in incidents),
        recovery=durations(one.recovery for one in failed),
        restore=durations(one.restored for one in incidents),
    )


def weeks_of(found: Sequence[Outcomes], end: int) -> Weeks:
    """The last weeks before the day `end`."""
    starts = range(end - 7 * WEEKS, end, 7)
    return Weeks(
        deployments=tuple(_in_week(found, start) for start in starts),
        lead_time=tuple(_lead_of_week(found, start) for start in starts),
    )


def _in_week(found: Sequence[Outcomes], start: int) -> int | None:
    """None where a day is not known of a component whose deployments are known at all."""
    known = [one for one in found if one.deployment_days]
    if not known or any(count_days(one.deployment_days, start, start + 7) < 7 for one in known):
        return None
    return sum(len(between(one.deployments, start, start + 7)) for one in known)


def _lead_of_week(found: Sequence[Outcomes], start: int) -> float | None:
    listed = (one for each in found for one in between(each.deployments, start, start + 7))
    leads = [one.lead for one in listed if one.lead is not None]
    return float(median(leads)) if leads else None


def durations(minutes: Iterable[int | None]) -> Durations | None:
    """The durations that are known; None where there are none."""
    found = sorted(float(one) for one in minutes if one is not None)
    if not found:
        return None
    if len(found) < FEW:
        return Durations(count=len(found), values=tuple(found))
    upper = quantiles(found, n=4, method="inclusive")[2]
    return Durations(count=len(found), median=median(found), p75=upper)


def _per_week(counts: Iterable[int], days: Sequence[int]) -> float:
    rates = (7 * count / known for count, known in zip(counts, days, strict=True) if known)
    return round(sum(rates), 4)


def _each_once(incidents: Iterable[IncidentOutcome]) -> list[IncidentOutcome]:
    """The incidents, each once: components may share one."""
    return list({(one.key, one.day): one for one in incidents}.values())
