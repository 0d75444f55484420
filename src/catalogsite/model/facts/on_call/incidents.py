"""`incidents.PROVIDER`: the open incidents of an entity, and those that were resolved lately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from catalogsite.model.facts.fields import IsoTime, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    Cell,
    FactKind,
    FactValue,
    Measure,
    Row,
    Status,
    Table,
    Tone,
    first_rows,
)
from catalogsite.model.quantities import duration, plural
from catalogsite.model.value import Text

IncidentState = Literal["triggered", "acknowledged", "resolved"]
IncidentsState = Literal["triggered", "acknowledged", "paused", "none"]
_TONES: dict[str, Tone] = {"triggered": "bad", "acknowledged": "warn", "none": "good"}
_WORST_FIRST: tuple[IncidentsState, ...] = ("triggered", "acknowledged", "paused", "none")
_ROWS = 4
_SHOWS = "Open incidents"

PAST_DAYS = 30
"""Days for which a resolved incident is kept."""

MOST_INCIDENTS = 100
"""Incidents that a fact has."""


class Incident(FactValue):
    """One incident; `url` is its page, `urgency` the provider's own word for its priority.

    `id` is the provider's name of it, the same in every run.
    """

    id: Text
    title: Text
    state: IncidentState
    urgency: Text | None = None
    opened: IsoTime | None = None
    resolved: IsoTime | None = None
    url: Text | None = None


class Incidents(FactValue):
    """The worst state of the open incidents, and the incidents: open ones first, then the newest.

    `paused` is a service that opens none, because it is disabled or under maintenance; `none` is one
    where none is open.
    """

    state: IncidentsState
    incidents: Annotated[tuple[Incident, ...], Field(max_length=MOST_INCIDENTS)] = ()


def incidents_value(found: Iterable[Incident], *, paused: bool = False) -> Incidents:
    """The fact for incidents in any order; `paused` tells that the service opens none now."""
    # An incident that was resolved between two requests is in both answers.
    newest = {one.id: one for one in found}
    listed = tuple(sorted(newest.values(), key=_order)[:MOST_INCIDENTS])
    states = {one.state for one in listed}
    calm: IncidentsState = "paused" if paused else "none"
    state = next((one for one in _WORST_FIRST if one in states), calm)
    return Incidents(state=state, incidents=listed)


def _order(one: Incident) -> tuple[int, float, str]:
    opened = parsed_time(one.opened)
    place = ("triggered", "acknowledged", "resolved").index(one.state)
    return place, -opened.timestamp() if opened else 0.0, one.id


def _join(values: Sequence[Incidents]) -> Incidents:
    every = [one for value in values for one in value.incidents]
    states = {value.state for value in values}
    state = next(one for one in _WORST_FIRST if one in states)
    return Incidents(state=state, incidents=tuple(sorted(every, key=_order)[:MOST_INCIDENTS]))


def _open(value: Incidents) -> list[Incident]:
    return [one for one in value.incidents if one.state != "resolved"]


def _status(value: Incidents) -> Status:
    return state_status(value.state)


def state_status(state: str) -> Status:
    """The state as a word, and its tone."""
    return Status(state, _TONES.get(state, "none"))


def _card(values: Mapping[str, Incidents]) -> Card:
    value = _join(list(values.values()))
    count = len(_open(value))
    calm = "no open incident" if value.state == "none" else value.state
    headline = plural(count, "open incident") if count else calm
    return Card(
        _status(value), headline, first_rows(_rows(value), _ROWS), "incidents", shows=_SHOWS
    )


def _rows(value: Incidents) -> tuple[Row, ...]:
    return tuple(map(_row, _open(value)))


def _row(one: Incident) -> Row:
    return Row(one.title, state_status(one.state), one.url, parsed_time(one.opened))


_COLUMNS = ("Incident", "Urgency", "Opened", "Lasted")


def _table(values: Mapping[str, Incidents]) -> Table:
    value = _join(list(values.values()))
    return Table(_COLUMNS, tuple(map(_cells, value.incidents)))


def _cells(one: Incident) -> tuple[Cell, ...]:
    opened, resolved = parsed_time(one.opened), parsed_time(one.resolved)
    seconds = (resolved - opened).total_seconds() if opened and resolved else None
    return (
        Cell(one.title, _past_status(one), one.url),
        Cell(one.urgency or ""),
        Cell(time=opened),
        Cell(duration(max(0.0, seconds)) if seconds is not None else ""),
    )


def _past_status(one: Incident) -> Status:
    return Status("resolved", "good") if one.state == "resolved" else state_status(one.state)


def _measures(_key: str, value: Incidents) -> Iterator[Measure]:
    if _open(value) or value.state in ("none", "paused"):
        yield Measure("incidents", float(len(_open(value))))


KIND = FactKind(
    key="incidents.*",
    label="Incidents",
    model=Incidents,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=lambda value: value.state,
    rows=_rows,
    measures=_measures,
    column="incidents",
    section="On call",
    health=True,
)
