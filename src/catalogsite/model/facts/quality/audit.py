"""`quality.audit.PROVIDER`: the scores of a tool that audits a repository or a website."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

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
from catalogsite.model.quantities import number
from catalogsite.model.value import Text

_ROWS = 4
_GOOD, _FAIR = 0.7, 0.2
_WORDS: dict[str, Tone] = {"good": "good", "fair": "warn", "poor": "bad", "not known": "none"}


class AuditPart(FactValue):
    """One check or category: its points, None where the tool could not say, and its reason."""

    name: Text
    points: Annotated[Number, Field(ge=0)] | None
    reason: Text | None = None
    url: Text | None = None


class Audit(FactValue):
    """The points of an audit out of `most`, of which `good` and `fair` are the least of each band.

    `name` is what was audited by which tool, `time` when, `url` the page of the report. `points` are
    None where the tool gives no total.
    """

    name: Text
    points: Annotated[Number, Field(ge=0)] | None
    most: Annotated[Number, Field(gt=0)]
    good: Number | None = None
    fair: Number | None = None
    time: IsoTime | None = None
    commit: Text | None = None
    url: Text | None = None
    parts: tuple[AuditPart, ...] = ()


def _band(value: Audit, points: float | None) -> Status:
    good = value.good if value.good is not None else _GOOD * value.most
    fair = value.fair if value.fair is not None else _FAIR * value.most
    if points is None:
        word = "not known"
    else:
        word = "good" if points >= good else "fair" if points >= fair else "poor"
    return Status(word, _WORDS[word])


def _lowest(value: Audit) -> float | None:
    """The total, else the lowest of the parts."""
    if value.points is not None:
        return value.points
    return min((one.points for one in value.parts if one.points is not None), default=None)


def _status(value: Audit) -> Status:
    return _band(value, _lowest(value))


def _join(values: Sequence[Audit]) -> Audit:
    """The audit in the worst band, then with the fewest of its points: no good one hides another."""
    known = [one for one in values if _lowest(one) is not None]
    return min(known, key=_badness, default=values[0])


def _badness(value: Audit) -> tuple[int, float]:
    # Providers differ in what they call good: 7 of 10, or 90 of 100.
    band = ("poor", "fair", "good").index(_status(value).word)
    return band, (_lowest(value) or 0) / value.most


def _points(points: float | None, most: float) -> str:
    """The points in words; empty where the band says that they are not known."""
    return "" if points is None else f"{number(points)} of {number(most)}"


def _summary(value: Audit) -> str:
    return f"{value.name} {_points(_lowest(value), value.most) or 'not known'}"


def _card(values: Mapping[str, Audit]) -> Card:
    value = _join(list(values.values()))
    rows = [row for one in values.values() for row in _rows(one)]
    return Card(_status(value), _summary(value), first_rows(rows, _ROWS), f"audit.{value.name}")


def _rows(value: Audit) -> tuple[Row, ...]:
    worst = sorted(value.parts, key=lambda one: value.most if one.points is None else one.points)
    return tuple(_row(value, one) for one in worst)


def _row(value: Audit, one: AuditPart) -> Row:
    text = ": ".join(filter(None, (one.name, _points(one.points, value.most))))
    return Row(text, _band(value, one.points), one.url)


_COLUMNS = ("Check", "Points", "Reason", "Audited")


def _table(values: Mapping[str, Audit]) -> Table:
    return Table(_COLUMNS, tuple(row for value in values.values() for row in _cells(value)))


def _cells(value: Audit) -> Iterator[tuple[Cell, ...]]:
    total = Cell(value.name, url=value.url)
    yield (
        total,
        Cell(_points(value.points, value.most)),
        Cell(),
        Cell(time=parsed_time(value.time)),
    )
    for one in value.parts:
        points = Cell(_points(one.points, value.most), _band(value, one.points))
        yield Cell(one.name, url=one.url), points, Cell(one.reason or ""), Cell()


def _measures(_key: str, value: Audit) -> Iterator[Measure]:
    points = _lowest(value)
    if points is not None:
        yield Measure(f"audit.{value.name}", float(points))


KIND = FactKind(
    key="quality.audit.*",
    label="Audits",
    model=Audit,
    card=_card,
    table=_table,
    join=_join,
    status=_status,
    summary=_summary,
    rows=_rows,
    measures=_measures,
    column="audit",
    section="Quality",
)
