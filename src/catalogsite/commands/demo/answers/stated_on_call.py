"""The shifts and incidents that the file of the demo states, with the times that go with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

_WEEK = 7


class StatedShift(NamedTuple):
    """One shift; without a schedule and without times the person is always on call."""

    level: int
    schedule: str | None
    person: str
    start: str | None
    end: str | None


class StatedIncident(NamedTuple):
    """When an incident was opened, and when it was resolved; None while it is open."""

    opened: str
    resolved: str | None


def stated_shifts(levels: list[Mapping[str, Any]], now: datetime) -> Iterator[StatedShift]:
    """The shift of now and the next one of each person, by level of escalation from 1."""
    for level, stated in enumerate(levels, 1):
        schedule, people = stated.get("schedule"), stated["people"]
        if "days" not in stated:
            yield StatedShift(level, schedule, people[0], None, None)
            continue
        lasts, end = timedelta(days=stated["days"]), _end(stated["days"], stated["until"], now)
        for place, person in enumerate(people):
            last = end + place * lasts
            yield StatedShift(level, schedule, person, _text(last - lasts), _text(last))


def stated_incident(stated: Mapping[str, Any], now: datetime) -> StatedIncident:
    """The times of an incident, which are before `now`."""
    opened = now - timedelta(hours=stated["hours"])
    lasted = stated.get("minutes")
    ended = None if lasted is None else _text(opened + timedelta(minutes=lasted))
    return StatedIncident(_text(opened), ended)


def _end(days: int, hour: int, now: datetime) -> datetime:
    """The next time at which a shift ends; that of a week on a Monday."""
    end = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    if days == _WEEK:
        end -= timedelta(days=end.weekday())
    return end if end > now else end + timedelta(days=days)


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
