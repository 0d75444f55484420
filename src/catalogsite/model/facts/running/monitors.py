"""`monitors.PROVIDER`: the monitors that watch an entity, with the state of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

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
from catalogsite.model.facts.running.count_states import count_states
from catalogsite.model.value import Name, Text

MonitorState = Literal["alert", "warning", "no data", "unknown", "paused", "ok"]
WORST_FIRST: tuple[MonitorState, ...] = (
    *("alert", "warning", "no data", "unknown", "paused", "ok"),
)
_TONES: dict[MonitorState, Tone] = {"alert": "bad", "warning": "warn", "ok": "good"}
_ROWS = 4
_SHOWS = "Monitors that alert or warn"


class Monitor(FactValue):
    """One monitor; `since` is when it got its state, `summary` what it watches or says."""

    name: Name
    state: MonitorState
    since: IsoTime | None = None
    summary: Text | None = None
    url: Text | None = None


class Monitors(FactValue):
    """The monitors of an entity, in any order."""

    monitors: tuple[Monitor, ...]


def _join(values: Sequence[Monitors]) -> Monitors:
    return Monitors(monitors=tuple(one for value in values for one in value.monitors))


def _sorted(value: Monitors) -> list[Monitor]:
    return sorted(value.monitors, key=lambda one: (WORST_FIRST.index(one.state), one.name))


def _status(value: Monitors) -> Status:
    """The worst state of a monitor; `no data` where there is none."""
    return _state_status(_sorted(value)[0].state if value.monitors else "no data")


def _state_status(state: MonitorState) -> Status:
    return Status(state, _TONES.get(state, "none"))


def _summary(value: Monitors) -> str:
    return count_states((one.state for one in value.monitors), WORST_FIRST) or "no monitors"


def _card(values: Mapping[str, Monitors]) -> Card:
    value = _join(list(values.values()))
    return Card(
        _status(value), _summary(value), first_rows(_rows(value), _ROWS), "monitors", shows=_SHOWS
    )


def _rows(value: Monitors) -> tuple[Row, ...]:
    return tuple(map(_row, _sorted(value)))


def _row(one: Monitor) -> Row:
    return Row(one.name, _state_status(one.state), one.url, parsed_time(one.since))


_COLUMNS = ("Monitor", "Since")


def _table(values: Mapping[str, Monitors]) -> Table:
    return Table(_COLUMNS, tuple(map(_cells, _sorted(_join(list(values.values()))))))


def _cells(one: Monitor) -> tuple[Cell, ...]:
    lines = (one.summary,) if one.summary else ()
    return (
        Cell(one.name, _state_status(one.state), one.url, lines=lines),
        Cell(time=parsed_time(one.since)),
    )


def _measures(_key: str, value: Monitors) -> Iterator[Measure]:
    """How many warn or alert; nothing where no monitor measures anything."""
    states = [one.state for one in value.monitors if one.state in ("alert", "warning", "ok")]
    if states:
        yield Measure("monitors", float(len(states) - states.count("ok")))


KIND = FactKind(
    key="monitors.*",
    label="Monitors",
    model=Monitors,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=_summary,
    rows=_rows,
    measures=_measures,
    section="Monitoring",
    health=True,
    column="monitors",
)
