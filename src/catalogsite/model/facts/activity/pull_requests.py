"""`changes.PROVIDER`: the open pull requests of an entity, or merge requests."""

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
from catalogsite.model.value import Text

ChangeState = Literal["open", "draft", "waiting for review", "approved", "changes requested"]
_TONES: dict[ChangeState, Tone] = {
    "waiting for review": "busy",
    "approved": "good",
    "changes requested": "warn",
}
_ROWS = 4


class Change(FactValue):
    """One open pull request; `url` is its page, `author` the name as it was given."""

    title: Text
    state: ChangeState
    url: Text
    number: Count | None = None
    author: Text | None = None
    created: IsoTime | None = None


class Changes(FactValue):
    """All open pull requests, in any order."""

    changes: tuple[Change, ...]


def _join(values: Sequence[Changes]) -> Changes:
    """All of them, the oldest first; of several with one address the first counts."""
    found: dict[str, Change] = {}
    for value in values:
        for one in value.changes:
            found.setdefault(one.url, one)
    return Changes(changes=tuple(sorted(found.values(), key=_order)))


def _order(one: Change) -> float:
    created = parsed_time(one.created)
    return created.timestamp() if created else float("inf")


def _open(value: Changes) -> tuple[Change, ...]:
    return _join([value]).changes


def _summary(value: Changes) -> str:
    count = len(_open(value))
    return plural(count, "open pull request") if count else "no open pull request"


def _card(values: Mapping[str, Changes]) -> Card:
    value = _join(list(values.values()))
    return Card(Status("", "none"), _summary(value), first_rows(_rows(value), _ROWS), "changes")


def _rows(value: Changes) -> tuple[Row, ...]:
    return tuple(
        Row(_title(one), _state(one), one.url, parsed_time(one.created)) for one in _open(value)
    )


def _title(one: Change) -> str:
    return one.title if one.number is None else f"{one.number}: {one.title}"


def _state(one: Change) -> Status:
    return Status(one.state, _TONES.get(one.state, "none"))


_COLUMNS = ("Pull request", "Author", "Created")


def _table(values: Mapping[str, Changes]) -> Table:
    value = _join(list(values.values()))
    return Table(_COLUMNS, tuple(map(_cells, value.changes)))


def _cells(one: Change) -> tuple[Cell, ...]:
    return (
        Cell(_title(one), _state(one), one.url),
        Cell(one.author or ""),
        Cell(time=parsed_time(one.created)),
    )


def _measures(_key: str, value: Changes) -> Iterator[Measure]:
    yield Measure("changes", float(len(_open(value))))


# No status: the age of the oldest depends on the time of the reader, and their number is no verdict.
KIND = FactKind(
    key="changes.*",
    label="Open pull requests",
    model=Changes,
    card=_card,
    table=_table,
    join=_join,
    summary=_summary,
    rows=_rows,
    measures=_measures,
)
