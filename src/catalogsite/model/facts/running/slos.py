"""`slo.PROVIDER`: the service level objectives of an entity, and whether it meets them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from catalogsite.model.facts.fields import Number
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
from catalogsite.model.quantities import number, percentage
from catalogsite.model.value import Name, Text

ObjectiveState = Literal["breached", "warning", "no data", "ok"]
_WORST_FIRST: tuple[ObjectiveState, ...] = ("breached", "warning", "no data", "ok")
_TONES: dict[ObjectiveState, Tone] = {"breached": "bad", "warning": "warn", "ok": "good"}
_ROWS = 4

# The bounds of a union of numbers are not in its JSON Schema by themselves.
_Share = Annotated[
    Number,
    Field(ge=0, le=100),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
_Budget = Annotated[Number, Field(le=100), WithJsonSchema({"type": "number", "maximum": 100})]


class Objective(FactValue):
    """One objective: the target and what is measured in its window, both in percent.

    `budget` is the error budget that is left, in percent of all of it: below 0 where it is
    overspent. Where `state` is absent, the target and what is measured decide it.
    """

    name: Name
    target: _Share
    current: _Share | None = None
    window: Text | None = None
    budget: _Budget | None = None
    state: ObjectiveState | None = None
    url: Text | None = None


class Objectives(FactValue):
    """The objectives of an entity, in any order."""

    objectives: tuple[Objective, ...]


def _join(values: Sequence[Objectives]) -> Objectives:
    return Objectives(objectives=tuple(one for value in values for one in value.objectives))


def _state(one: Objective) -> ObjectiveState:
    if one.state is not None:
        return one.state
    if one.current is None:
        return "no data"
    return "breached" if one.current < one.target else "ok"


def _sorted(value: Objectives) -> list[Objective]:
    return sorted(value.objectives, key=lambda one: (_WORST_FIRST.index(_state(one)), one.name))


def _status(value: Objectives) -> Status:
    """The worst state of an objective; `no data` where there is none."""
    return _state_status(_state(_sorted(value)[0]) if value.objectives else "no data")


def _state_status(state: ObjectiveState) -> Status:
    return Status(state, _TONES.get(state, "none"))


def _share(value: float) -> str:
    """The share in percent, with the places that tell 99.949 from an objective of 99.95."""
    return f"{number(value)} %" if value >= 99 else percentage(value)


def _current(one: Objective) -> str:
    return "no data" if one.current is None else _share(one.current)


def _summary(value: Objectives) -> str:
    """What is measured of the only objective, or how many have each state."""
    if len(value.objectives) == 1:
        (one,) = value.objectives
        return f"{_current(one)}, target {_share(one.target)}"
    return count_states(map(_state, value.objectives), _WORST_FIRST) or "no objectives"


def _card(values: Mapping[str, Objectives]) -> Card:
    value = _join(list(values.values()))
    shows = _sorted(value)[0].name if value.objectives else ""
    worst = f"slo.{shows}" if shows else ""
    return Card(_status(value), _summary(value), first_rows(_rows(value), _ROWS), worst, "%", shows)


def _rows(value: Objectives) -> tuple[Row, ...]:
    return tuple(map(_row, _sorted(value)))


def _row(one: Objective) -> Row:
    words = f"{one.name}: {_current(one)}, target {_share(one.target)}"
    return Row(words, _state_status(_state(one)), one.url, measure=f"slo.{one.name}")


_COLUMNS = ("Objective", "Measured", "Target", "Window", "Error budget left")


def _table(values: Mapping[str, Objectives]) -> Table:
    return Table(_COLUMNS, tuple(map(_cells, _sorted(_join(list(values.values()))))))


def _cells(one: Objective) -> tuple[Cell, ...]:
    return (
        Cell(one.name, _state_status(_state(one)), one.url),
        Cell(_current(one)),
        Cell(_share(one.target)),
        Cell(one.window or ""),
        Cell("" if one.budget is None else percentage(one.budget)),
    )


def _measures(_key: str, value: Objectives) -> Iterator[Measure]:
    for one in value.objectives:
        if one.current is not None:
            yield Measure(f"slo.{one.name}", float(one.current))


KIND = FactKind(
    key="slo.*",
    label="Service levels",
    model=Objectives,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=_summary,
    rows=_rows,
    measures=_measures,
    section="Monitoring",
    health=True,
    column="slo",
)
