"""`errors.PROVIDER`: the errors that the code of an entity raises, grouped by their cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from catalogsite.model.facts.fields import Count, IsoTime, parsed_time
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
from catalogsite.model.quantities import plural
from catalogsite.model.value import Name, Text

ErrorLevel = Literal["fatal", "error", "warning", "unknown", "info"]
WORST_FIRST: tuple[ErrorLevel, ...] = ("fatal", "error", "warning", "unknown", "info")
_TONES: dict[ErrorLevel, Tone] = {
    "fatal": "bad",
    "error": "warn",
    "warning": "warn",
    "unknown": "warn",
}
_ROWS = 4
_SHOWS = "Open errors"


class ErrorGroup(FactValue):
    """One open group: how often it was raised, and for how many users.

    `count` is of the time that its provider looks at, `last_day` of the last 24 hours.
    """

    title: Name
    level: ErrorLevel = "unknown"
    count: Count | None = None
    last_day: Count | None = None
    users: Count | None = None
    first: IsoTime | None = None
    last: IsoTime | None = None
    url: Text | None = None


class ErrorGroups(FactValue):
    """The open groups in any order; `open` is the number of all where only some are listed."""

    groups: tuple[ErrorGroup, ...]
    open: Count | None = None


def _join(values: Sequence[ErrorGroups]) -> ErrorGroups:
    groups = tuple(one for value in values for one in value.groups)
    return ErrorGroups(groups=groups, open=sum(map(_open, values)))


def _open(value: ErrorGroups) -> int:
    return max(len(value.groups), value.open or 0)


def _sorted(value: ErrorGroups) -> list[ErrorGroup]:
    """The worst level first, then the most frequent."""
    return sorted(value.groups, key=_order)


def _order(one: ErrorGroup) -> tuple[int, int, str]:
    return WORST_FIRST.index(one.level), -(one.count or 0), one.title


def _status(value: ErrorGroups) -> Status:
    """The worst level of a group; `none` where none is open."""
    if not _open(value):
        return Status("none", "good")
    return _level(_sorted(value)[0].level if value.groups else "unknown")


def _level(level: ErrorLevel) -> Status:
    return Status(level, _TONES.get(level, "none"))


def _summary(value: ErrorGroups) -> str:
    count = _open(value)
    return plural(count, "open error") if count else "no open error"


def _card(values: Mapping[str, ErrorGroups]) -> Card:
    value = _join(list(values.values()))
    return Card(
        _status(value), _summary(value), first_rows(_rows(value), _ROWS), "errors", shows=_SHOWS
    )


def _rows(value: ErrorGroups) -> tuple[Row, ...]:
    return tuple(map(_row, _sorted(value)))


def _row(one: ErrorGroup) -> Row:
    often = f"{one.count:,} times" if one.count is not None else ""
    words = " · ".join(filter(None, (one.title, often)))
    return Row(words, _level(one.level), one.url, parsed_time(one.last))


_COLUMNS = ("Error", "Times", "Users", "First seen", "Last seen")


def _table(values: Mapping[str, ErrorGroups]) -> Table:
    return Table(_COLUMNS, tuple(map(_cells, _sorted(_join(list(values.values()))))))


def _cells(one: ErrorGroup) -> tuple[Cell, ...]:
    return (
        Cell(one.title, _level(one.level), one.url),
        Cell(_times(one)),
        Cell("" if one.users is None else f"{one.users:,}"),
        Cell(time=parsed_time(one.first)),
        Cell(time=parsed_time(one.last)),
    )


def _times(one: ErrorGroup) -> str:
    """How often it was raised: `1,234, 5 in 24 hours`."""
    count = "" if one.count is None else f"{one.count:,}"
    last_day = "" if one.last_day is None else f"{one.last_day:,} in 24 hours"
    return ", ".join(filter(None, (count, last_day)))


def _measures(_key: str, value: ErrorGroups) -> Iterator[Measure]:
    yield Measure("errors", float(_open(value)))


KIND = FactKind(
    key="errors.*",
    label="Errors",
    model=ErrorGroups,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=_summary,
    rows=_rows,
    measures=_measures,
    section="Monitoring",
    health=True,
    column="errors",
)
