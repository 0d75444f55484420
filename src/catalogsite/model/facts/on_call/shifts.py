"""`on_call.PROVIDER`: who is on call for an entity now and next, by level of escalation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from catalogsite.model.facts.fields import Count, IsoTime, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    Cell,
    FactKind,
    FactValue,
    Row,
    Status,
    Table,
    first_rows,
)
from catalogsite.model.value import Text

_ROWS = 4
_COVERED, _NOBODY = Status("covered", "good"), Status("nobody", "warn")


class Shift(FactValue):
    """One shift: who has it, from when until when, and the schedule that says so.

    `level` is the level of escalation from 1, `url` the page of the schedule. `person` is there only
    where the settings of the collector allow names. A shift without `end` goes on.
    """

    schedule: Text | None = None
    level: Count | None = None
    person: Text | None = None
    start: IsoTime | None = None
    end: IsoTime | None = None
    url: Text | None = None


class OnCall(FactValue):
    """The shifts of now and the next ones, each by level; `policy` is the name of the escalation.

    `url` is the page of the service or team at the provider.
    """

    now: tuple[Shift, ...] = ()
    next: tuple[Shift, ...] = ()
    policy: Text | None = None
    url: Text | None = None


def by_time(shifts: Iterable[Shift], now: datetime) -> tuple[tuple[Shift, ...], tuple[Shift, ...]]:
    """The shifts of `now`, and the first later one of each schedule and level; each by level.

    Shifts that have ended are left out, and repeated ones.
    """
    current: dict[Shift, None] = {}
    later: dict[tuple[str | None, int | None], Shift] = {}
    for shift in sorted(shifts, key=_order):
        start, end = parsed_time(shift.start), parsed_time(shift.end)
        if end is not None and end <= now:
            continue
        if start is None or start <= now:
            current[shift] = None
        else:
            later.setdefault((shift.schedule, shift.level), shift)
    return tuple(current), tuple(later.values())


def _order(shift: Shift) -> tuple[int, float, str, str]:
    start = parsed_time(shift.start)
    # Providers write one moment in several time zones.
    return (
        shift.level or 0,
        start.timestamp() if start else 0.0,
        shift.schedule or "",
        shift.person or "",
    )


def _join(values: Sequence[OnCall]) -> OnCall:
    first = values[0]
    return OnCall(
        now=tuple(sorted((one for value in values for one in value.now), key=_order)),
        next=tuple(sorted((one for value in values for one in value.next), key=_order)),
        policy=first.policy,
        url=first.url,
    )


def _status(value: OnCall) -> Status:
    return _COVERED if value.now else _NOBODY


def name_of(shift: Shift) -> str:
    """Who has the shift: the person where the name is known, else the schedule."""
    return shift.person or shift.schedule or "someone"


def _card(values: Mapping[str, OnCall]) -> Card:
    value = _join(list(values.values()))
    headline = name_of(value.now[0]) if value.now else "nobody"
    return Card(_status(value), headline, first_rows(_rows(value), _ROWS), "")


def _rows(value: OnCall) -> tuple[Row, ...]:
    return (*map(_now_row, value.now), *map(_next_row, value.next))


def _now_row(shift: Shift) -> Row:
    until = "until" if shift.end else ""
    return Row(_words(shift, until), url=shift.url, time=parsed_time(shift.end))


def _next_row(shift: Shift) -> Row:
    return Row(f"next {_words(shift, 'from')}", url=shift.url, time=parsed_time(shift.start))


def _words(shift: Shift, last: str) -> str:
    level = f"level {shift.level}:" if shift.level else ""
    return " ".join(filter(None, (level, name_of(shift), last)))


_COLUMNS = ("On call", "Level", "Schedule", "From", "Until")


def _table(values: Mapping[str, OnCall]) -> Table:
    value = _join(list(values.values()))
    rows = [_cells(one, Status("now", "good")) for one in value.now]
    rows += [_cells(one, Status("next", "none")) for one in value.next]
    return Table(_COLUMNS, tuple(rows))


def _cells(shift: Shift, status: Status) -> tuple[Cell, ...]:
    return (
        Cell(shift.person or "", status),
        Cell(str(shift.level) if shift.level else ""),
        Cell(shift.schedule or "", url=shift.url),
        Cell(time=parsed_time(shift.start)),
        Cell(time=parsed_time(shift.end)),
    )


def _summary(value: OnCall) -> str:
    return ", ".join(dict.fromkeys(map(name_of, value.now))) or "nobody"


KIND = FactKind(
    key="on_call.*",
    label="On call",
    model=OnCall,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=_summary,
    rows=_rows,
    column="on_call",
    section="On call",
)
