"""Facts with any other key: a value with a label, for what no kind describes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from catalogsite.model.facts.fields import IsoTime, NumberOrText, parsed_time
from catalogsite.model.facts.kind import (
    Card,
    FactKind,
    FactValue,
    Measure,
    Row,
    Status,
    Tone,
    first_rows,
)
from catalogsite.model.quantities import number, plural
from catalogsite.model.value import Text

_ROWS = 30
_WORDS: dict[Tone, tuple[str, ...]] = {
    "good": (
        *("ok", "good", "pass", "passed", "passing", "success"),
        *("healthy", "up", "enabled", "compliant"),
    ),
    "warn": ("warn", "warning", "degraded", "unstable", "outdated", "partial"),
    "bad": (
        *("bad", "fail", "failed", "failing", "error"),
        *("critical", "alert", "down", "breached", "expired"),
    ),
    "busy": ("running", "pending", "waiting", "in progress"),
}
TONES: dict[str, Tone] = {word: tone for tone, words in _WORDS.items() for word in words}
"""The tone of each status word that has one; `docs/reference/facts.md` lists them."""


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


def _status(value: Generic) -> Status:
    word = " ".join((value.state or "").split())
    return Status(word, TONES.get(word.casefold(), "none"))


def _worst(statuses: Iterable[Status]) -> Tone:
    tones = {status.tone for status in statuses}
    order: tuple[Tone, ...] = ("bad", "warn", "busy", "good")
    return next((tone for tone in order if tone in tones), "none")


def _card(values: Mapping[str, Generic]) -> Card:
    rows = tuple(_row(key, value) for key, value in values.items())
    headline = plural(len(rows), "fact")
    status = Status("", _worst(row.status for row in rows))
    return Card(status, headline, first_rows(rows, _ROWS), _series(next(iter(values))))


def _series(key: str) -> str:
    # A key such as `score` must not share the series of something else.
    return f"fact.{key}"


def _row(key: str, value: Generic) -> Row:
    words = (value.label or key, _text(value))
    return Row(": ".join(filter(None, words)), _status(value), value.link, parsed_time(value.time))


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
