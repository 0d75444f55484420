"""Facts with any other key: a value with a label, for what no kind describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogsite.model.facts.fields import IsoTime, NumberOrText, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    FactKind,
    FactValue,
    Measure,
    Row,
    Status,
    first_rows,
)
from catalogsite.model.quantities import number, plural
from catalogsite.model.value import Text

_ROWS = 30


class Generic(FactValue):
    """A number or text with its unit; `state` is a status word, `link` the page that shows it."""

    label: Text | None = None
    value: NumberOrText | None = None
    unit: Text | None = None
    state: Text | None = None
    link: Text | None = None
    time: IsoTime | None = None


def _text(value: Generic) -> str:
    if value.value is None:
        return ""
    text = value.value if isinstance(value.value, str) else number(value.value)
    return f"{text} {value.unit}" if value.unit else text


def _card(values: Mapping[str, Generic]) -> Card:
    rows = tuple(_row(key, value) for key, value in values.items())
    headline = plural(len(rows), "fact")
    return Card(Status("", "none"), headline, first_rows(rows, _ROWS), _series(next(iter(values))))


def _series(key: str) -> str:
    # A key such as `score` must not share the series of something else.
    return f"fact.{key}"


def _row(key: str, value: Generic) -> Row:
    words = (value.label or key, _text(value))
    status = Status(value.state or "", "none")
    return Row(": ".join(filter(None, words)), status, value.link, parsed_time(value.time))


def _measures(key: str, value: Generic) -> Iterator[Measure]:
    if value.value is not None and not isinstance(value.value, str):
        yield Measure(_series(key), float(value.value))


KIND = FactKind(
    key="*",
    label="More facts",
    model=Generic,
    card=_card,
    summary=lambda value: value.state or _text(value),
    measures=_measures,
)
