"""What a kind of fact declares: the shape of its value, and what pages, history and table use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, model_serializer

Tone = Literal["good", "bad", "warn", "busy", "none"]
"""What colours a status word."""


class Status(NamedTuple):
    """A status: the word that is printed, and the tone that colours it."""

    word: str
    tone: Tone


class Guide(NamedTuple):
    """What to do about a part of a fact, as plain text, with its place where there is one.

    `url` is unchecked; `file` is a file of the entity's repository, and `part` a heading in it, of
    which a page of the documentation may be made.
    """

    title: str
    url: str | None = None
    file: str = ""
    part: str = ""


class Cell(NamedTuple):
    """One cell of a table, as plain text: a status before it, and lines below it.

    `url` is unchecked; `time` is shown as a date; `strip` are statuses in a row, the oldest first.
    `log` are lines of the output of a program, shown below the whole row. A `guide` is text and link.
    """

    text: str = ""
    status: Status = Status("", "none")
    url: str | None = None
    time: datetime | None = None
    strip: tuple[Status, ...] = ()
    lines: tuple[str, ...] = ()
    log: tuple[str, ...] = ()
    guide: Guide | None = None


class Table(NamedTuple):
    """A table of an entity page: the titles of its columns, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Row(NamedTuple):
    """One row of a card, as plain text. `url` is unchecked; `time` is shown as a date.

    `lines` are more about it, for which a card has no place and a terminal has. `guide` says what to
    do about it, or that nothing does. `measure` names the trend that a card draws beside it.
    """

    text: str
    status: Status = Status("", "none")
    url: str | None = None
    time: datetime | None = None
    lines: tuple[str, ...] = ()
    guide: Guide | None = None
    measure: str = ""


class Card(NamedTuple):
    """A card of an entity page, as plain text.

    `measure` names the trend that it draws, `shows` says in words what the trend shows, by default
    the title of the card, and `unit` is that of its values.
    """

    status: Status
    headline: str
    rows: tuple[Row, ...]
    measure: str
    unit: str = ""
    shows: str = ""


def first_rows(rows: Sequence[Row], most: int) -> tuple[Row, ...]:
    """The first rows of a card, and a last one that counts the others."""
    left = len(rows) - most
    if left < 2:
        return tuple(rows)
    return (*rows[:most], Row(f"and {left:,} more"))


class Measure(NamedTuple):
    """A number that the history keeps: the name of its series, and its value.

    Several of one name, such as the lead times of a day's deployments, are all kept; a trend has
    their mean.
    """

    name: str
    value: float


class FactValue(BaseModel):
    """Base of the values of facts that are objects: frozen, closed, dumped as they were given.

    A field that was not given is not dumped, and one that was given as null is.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", revalidate_instances="always", defer_build=True
    )

    @model_serializer
    def _given(self) -> dict[str, Any]:
        given = self.model_fields_set
        return {name: getattr(self, name) for name in type(self).model_fields if name in given}


Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class FactKind(Generic[Shape]):
    """One kind of fact.

    `key` is the key of its facts; a key that ends in `*` stands for all keys that begin with the
    rest. `label` is the title of its card, `model` the type of its values. The others are pure
    functions of values, or None where the kind has nothing of that sort: `card` and `table` get all
    values about one entity by key, sorted; `status` is the overall word of a value; `summary` its
    text in one line, empty where there is nothing to say; `rows` are its parts; `measures` gets the
    key too, and that of a package raises FactKindError where it breaks. `column` names the column of the catalog table that shows the status word and filters
    by it. `section` is the title of the section of an entity page that holds its table, by default
    `label`. With `health` its card is a part of the card *Health*.

    `join` makes one value of those that several providers have about one entity. The key of such a
    kind is `NAME.*`, with the provider in place of the star, or only `NAME`; what needs one value
    for an entity (status, measures, conditions of scorecards) gets the joined one, by `NAME`.
    """

    key: str
    label: str
    model: type[Shape]
    card: Callable[[Mapping[str, Shape]], Card] | None = None
    table: Callable[[Mapping[str, Shape]], Table] | None = None
    status: Callable[[Shape], Status] | None = None
    summary: Callable[[Shape], str] | None = None
    rows: Callable[[Shape], Sequence[Row]] | None = None
    measures: Callable[[str, Shape], Iterable[Measure]] | None = None
    join: Callable[[Sequence[Shape]], Shape] | None = None
    column: str | None = None
    section: str | None = None
    health: bool = False

    @property
    def name(self) -> str:
        """The key of the joined value; for a kind without `join` its key."""
        return self.key.removesuffix(".*") if self.join else self.key

    def matches(self, key: str) -> bool:
        """Whether facts with this key are of this kind."""
        if self.join is not None and key == self.name:
            return True
        if self.key.endswith("*"):
            prefix = self.key[:-1]
            return key.startswith(prefix) and key != prefix
        return key == self.key

    def value_of(self, value: object) -> Shape | None:
        """The value, typed; None for one of another kind."""
        return value if isinstance(value, self.model) else None
