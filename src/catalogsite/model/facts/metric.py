"""`metric.NAME`: one number about an entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogsite.model.facts.fields import Number
from catalogsite.model.facts.kind import (
    Card,
    FactKind,
    FactValue,
    Measure,
    Row,
    Status,
    first_rows,
)
from catalogsite.model.quantities import number
from catalogsite.model.value import Text

_PREFIX = "metric."
_MOST = 8


class Metric(FactValue):
    """A number with its unit and the page that shows it; `value` is None where there is no data.

    `label` is its name on pages, by default the rest of its key.
    """

    value: Number | None
    unit: Text | None = None
    label: Text | None = None
    url: Text | None = None


def amount(value: Metric) -> str:
    """The number with its unit."""
    if value.value is None:
        return "no data"
    text = number(value.value)
    return f"{text} {value.unit}" if value.unit else text


def _label(key: str, value: Metric) -> str:
    return value.label or key.removeprefix(_PREFIX).replace("_", " ")


def _card(values: Mapping[str, Metric]) -> Card:
    rows = [
        Row(_label(key, value), Status(amount(value), "none"), value.url, measure=key)
        for key, value in values.items()
    ]
    headline = f"{rows[0].status.word} {rows[0].text}"
    key, first = next(iter(values.items()))
    others = first_rows(rows[1:], _MOST)
    return Card(Status("", "none"), headline, others, key, first.unit or "", rows[0].text)


def _measures(key: str, value: Metric) -> Iterator[Measure]:
    if value.value is not None:
        yield Measure(key, float(value.value))


KIND = FactKind(
    key=f"{_PREFIX}*",
    label="Metrics",
    model=Metric,
    card=_card,
    summary=lambda value: "" if value.value is None else amount(value),
    measures=_measures,
)
