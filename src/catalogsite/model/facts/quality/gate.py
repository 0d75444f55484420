"""`quality.gate.PROVIDER`: whether the code meets what its team demands of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from catalogsite.model.facts.fields import IsoTime, Number, parsed_time
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
from catalogsite.model.quantities import number, percentage
from catalogsite.model.value import Text

GateState = Literal["failed", "warning", "unknown", "none", "passed"]
_WORST_FIRST: tuple[GateState, ...] = ("failed", "warning", "unknown", "passed", "none")
_TONES: dict[GateState, Tone] = {"failed": "bad", "warning": "warn", "passed": "good"}
_ROWS = 6
_SHOWS = "Quality gate, where 100 is passed and 0 is failed"


class GateMeasure(FactValue):
    """One number that the provider measures, such as `Bugs`; `state` is that of its condition, if any.

    `limit` is the condition in words: `at least 80 %`.
    """

    name: Text
    value: Number
    unit: Text | None = None
    state: GateState | None = None
    limit: Text | None = None
    url: Text | None = None


class Gate(FactValue):
    """The state of the gate, when it was computed, and the numbers beside it.

    `none` is a project without a gate, or one that nobody has analysed yet; `raw` is the provider's
    own word, `url` the page of the project.
    """

    state: GateState
    raw: Text | None = None
    time: IsoTime | None = None
    url: Text | None = None
    measures: tuple[GateMeasure, ...] = ()


def _join(values: Sequence[Gate]) -> Gate:
    states = {value.state for value in values}
    worst = next(one for one in _WORST_FIRST if one in states)
    first = next(value for value in values if value.state == worst)
    measures = tuple(one for value in values for one in value.measures)
    return first.model_copy(update={"measures": measures})


def _status(value: Gate) -> Status:
    return _state_status(value.state)


def _state_status(state: GateState) -> Status:
    return Status(state, _TONES.get(state, "none"))


def _card(values: Mapping[str, Gate]) -> Card:
    value = _join(list(values.values()))
    headline = "no gate" if value.state == "none" else value.state
    return Card(
        _status(value), headline, first_rows(_rows(value), _ROWS), "quality_gate", shows=_SHOWS
    )


def _rows(value: Gate) -> tuple[Row, ...]:
    return tuple(map(_row, _failed_first(value.measures)))


def _failed_first(measures: Sequence[GateMeasure]) -> list[GateMeasure]:
    return sorted(measures, key=lambda one: _WORST_FIRST.index(one.state or "none"))


def _row(one: GateMeasure) -> Row:
    status = _state_status(one.state) if one.state else Status("", "none")
    return Row(f"{one.name}: {_amount(one)}", status, one.url)


def _amount(one: GateMeasure) -> str:
    if one.unit == "%":
        return percentage(one.value)
    return f"{number(one.value)} {one.unit}" if one.unit else number(one.value)


_COLUMNS = ("Measure", "Value", "Condition", "Analysed")


def _table(values: Mapping[str, Gate]) -> Table:
    rows = []
    for value in values.values():
        time = parsed_time(value.time)
        rows += [_cells(one, Cell(time=time)) for one in _failed_first(value.measures)]
    return Table(_COLUMNS, tuple(rows))


def _cells(one: GateMeasure, time: Cell) -> tuple[Cell, ...]:
    status = _state_status(one.state) if one.state else Status("", "none")
    return Cell(one.name, url=one.url), Cell(_amount(one)), Cell(one.limit or "", status), time


def _measures(_key: str, value: Gate) -> Iterator[Measure]:
    """100 for a gate that is passed, and 0 for one that is not; nothing without a verdict."""
    if value.state in ("passed", "failed"):
        yield Measure("quality_gate", 100.0 if value.state == "passed" else 0.0)


KIND = FactKind(
    key="quality.gate.*",
    label="Quality gate",
    model=Gate,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=lambda value: value.state,
    rows=_rows,
    measures=_measures,
    column="quality_gate",
    section="Quality",
)
