"""One measure of delivery in one window of days, in words: what is not known is never zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.model.delivery.figures import FEW, DeliveryWindow, Durations
from catalogsite.model.quantities import number, percentage, plural, time_span

NOT_MEASURED = "not measured"


class DeliveryCell(NamedTuple):
    """The value in words, and lines below it about how it is meant and what is missing."""

    text: str
    notes: tuple[str, ...] = ()


def deployments(window: DeliveryWindow) -> DeliveryCell:
    """How many deployments there were, and how many that is a week."""
    if window.deployments is None or window.per_week is None:
        return DeliveryCell(NOT_MEASURED)
    rate = [f"{number(window.per_week)} a week"] if window.deployments else []
    notes = (*rate, *_band(window, "deployments"), *_partial(window.measured, window.days))
    return DeliveryCell(f"{window.deployments:,}", notes)


def lead_time(window: DeliveryWindow) -> DeliveryCell:
    """The time from a commit to production."""
    if not window.deployments:
        return DeliveryCell(NOT_MEASURED if window.deployments is None else "no deployment")
    times = window.lead_time
    if times is None:
        return DeliveryCell(NOT_MEASURED, ("the time of no deployed commit is known",))
    notes = [*_upper(times), f"{times.count:,} of {plural(window.deployments, 'deployment')}"]
    return DeliveryCell(_durations(times), (*notes, *_band(window, "lead_time")))


def failure_rate(window: DeliveryWindow) -> DeliveryCell:
    """The share of deployments that failed: of few ones only how many."""
    if not window.deployments:
        return DeliveryCell(NOT_MEASURED if window.deployments is None else "no deployment")
    left = window.deployments - window.judged
    if window.failure_rate is None:
        return DeliveryCell(NOT_MEASURED, (f"incidents after {_of(left)} are not known",))
    share = f"{window.failed:,} of {plural(window.judged, 'deployment')}"
    notes = [f"incidents after {left:,} more are not known"] if left else []
    if window.judged < FEW:
        return DeliveryCell(share, tuple(notes))
    band = _band(window, "failure_rate")
    return DeliveryCell(percentage(window.failure_rate), (share, *band, *notes))


def restore(window: DeliveryWindow) -> DeliveryCell:
    """The time to restore: from failed deployments, and where there are none, from incidents."""
    if not window.incidents and window.recovery is None:
        notes = tuple(_partial(window.incident_days, window.days)) if window.incident_days else ()
        return DeliveryCell(NOT_MEASURED if window.incidents is None else "no incident", notes)
    is_open = [f"{plural(window.open, 'incident')} open"] if window.open else []
    rest = (*is_open, *_band(window, "restore"), *_partial(window.incident_days, window.days))
    if window.recovery is not None:
        since = f"since {_of(window.recovery.count)} that failed"
        return DeliveryCell(_durations(window.recovery), (*_upper(window.recovery), since, *rest))
    if window.restore is not None:
        since = f"since {plural(window.restore.count, 'incident')} began"
        return DeliveryCell(_durations(window.restore), (*_upper(window.restore), since, *rest))
    return DeliveryCell("not restored", rest)


def _of(count: int) -> str:
    return plural(count, "deployment")


def _durations(times: Durations) -> str:
    if times.median is None:
        return ", ".join(map(time_span, times.values or ()))
    return f"median {time_span(times.median)}"


def _upper(times: Durations) -> Iterator[str]:
    if times.p75 is not None:
        yield f"three of four at most {time_span(times.p75)}"


def _band(window: DeliveryWindow, measure: str) -> Iterator[str]:
    if window.bands and measure in window.bands:
        yield f"band: {window.bands[measure]}"


def _partial(known: int, days: int) -> Iterator[str]:
    if known < days:
        yield f"partial, {known:,} of {plural(days, 'day')}"
