"""The bands of the figures of delivery, as Apache DevLake takes them from DORA's report of 2023."""

from __future__ import annotations

from catalogsite.model.delivery.figures import FEW, Band, DeliveryWindow, Durations

_DAY = 24 * 60.0
_LEAD_TIME = (_DAY, 7 * _DAY, 30 * _DAY)
_RESTORE = (60.0, _DAY, 7 * _DAY)
_FAILURE_RATE = (5.0, 10.0, 15.0)
# The last one is once in 30 days.
_PER_WEEK = (5.0, 1.0, 7 / 30)
_BANDS: tuple[Band, ...] = ("elite", "high", "medium")


def bands_of(window: DeliveryWindow) -> dict[str, Band] | None:
    """The bands of a window: none of a measure that has few values, or of which days are not known.

    None where there is no band at all.
    """
    found: dict[str, Band] = {}
    if window.measured == window.days and (window.deployments or 0) >= FEW:
        found["deployments"] = _frequency(window.per_week or 0)
        _add(found, "lead_time", window.lead_time, _LEAD_TIME)
        if window.judged >= FEW and window.failure_rate is not None:
            found["failure_rate"] = _band(window.failure_rate, _FAILURE_RATE)
    if window.incident_days == window.days:
        _add(found, "restore", window.recovery or window.restore, _RESTORE)
    return found or None


def _add(
    bands: dict[str, Band], name: str, times: Durations | None, limits: tuple[float, ...]
) -> None:
    if times is not None and times.median is not None:
        bands[name] = _band(times.median, limits)


def _band(value: float, limits: tuple[float, ...]) -> Band:
    return next((band for band, most in zip(_BANDS, limits, strict=True) if value <= most), "low")


def _frequency(per_week: float) -> Band:
    met = (band for band, least in zip(_BANDS, _PER_WEEK, strict=True) if per_week >= least)
    return next(met, "low")
