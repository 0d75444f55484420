"""`quality.coverage.PROVIDER`: the share of the code that tests run, in percent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from catalogsite.model.facts.fields import Count, IsoTime, Number, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    Cell,
    FactKind,
    FactValue,
    Measure,
    Row,
    Status,
    Table,
)
from catalogsite.model.quantities import percentage
from catalogsite.model.value import Text


class Coverage(FactValue):
    """The covered share in percent; None where no report was uploaded.

    `lines` are all lines that could be covered and `covered` those that are. `time` is when it was
    measured, `commit` what, `url` the page of the report.
    """

    percent: Annotated[Number, Field(ge=0, le=100)] | None
    lines: Count | None = None
    covered: Count | None = None
    commit: Text | None = None
    time: IsoTime | None = None
    url: Text | None = None


def _join(values: Sequence[Coverage]) -> Coverage:
    """The lowest of what was measured: no report hides another."""
    measured = [value for value in values if value.percent is not None]
    return min(measured, key=lambda one: one.percent or 0, default=values[0])


def _percent(value: Coverage) -> str:
    return "no report" if value.percent is None else percentage(value.percent)


def _status(value: Coverage) -> Status:
    """How much is covered, in bands; whether that is enough is what a gate says."""
    if value.percent is None:
        return Status("no report", "none")
    bands = ((100, "all"), (80, "80 % and more"), (50, "50 to 80 %"), (0, "below 50 %"))
    return Status(next(word for least, word in bands if value.percent >= least), "none")


def _card(values: Mapping[str, Coverage]) -> Card:
    value = _join(list(values.values()))
    return Card(
        Status("", "none"),
        f"{_percent(value)} covered" if value.percent is not None else "no report",
        _rows(value),
        "coverage",
        "%",
    )


def _rows(value: Coverage) -> tuple[Row, ...]:
    if value.lines is None or value.covered is None:
        return ()
    return (Row(_lines(value), url=value.url, time=parsed_time(value.time)),)


def _lines(value: Coverage) -> str:
    return f"{value.covered:,} of {value.lines:,} lines"


_COLUMNS = ("Covered", "Lines", "Commit", "Measured")


def _table(values: Mapping[str, Coverage]) -> Table:
    return Table(_COLUMNS, tuple(map(_cells, values.values())))


def _cells(value: Coverage) -> tuple[Cell, ...]:
    known = value.lines is not None and value.covered is not None
    return (
        Cell(_percent(value), url=value.url),
        Cell(_lines(value) if known else ""),
        Cell((value.commit or "")[:8]),
        Cell(time=parsed_time(value.time)),
    )


def _measures(_key: str, value: Coverage) -> Iterator[Measure]:
    if value.percent is not None:
        yield Measure("coverage", float(value.percent))


KIND = FactKind(
    key="quality.coverage.*",
    label="Coverage",
    model=Coverage,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=_percent,
    measures=_measures,
    column="coverage",
    section="Quality",
)
