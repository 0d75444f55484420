"""A question of a form, and the answers that a form has so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from catalogsite.scaffold.parameters.active import Picks
from catalogsite.scaffold.parameters.form import Field

Path = tuple[str | int, ...]


class Ask(StrEnum):
    """What a question wants to know."""

    VALUE = "value"
    MORE = "more"
    """Whether a list gets another item."""
    PICK = "pick"
    """Which of several alternatives an object follows; the answer is its index."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the page that it is on, its place among the values, and its field.

    `schema` is the property, or for `PICK` the object; `titles` names the alternatives.
    """

    page: int
    path: Path
    field: Field
    schema: Mapping[str, Any]
    ask: Ask = Ask.VALUE
    titles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name as `--set` takes it, such as `owner.mail`."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True, slots=True)
class FormState:
    """The answers so far by the place of their question, in the order in which they were given.

    `given` are values that are not asked for any more. An answer of None leaves the value out.
    """

    pages: tuple[Mapping[str, Any], ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[tuple[int, Path, Ask], Any] = field(default_factory=dict)
    picks: Picks = field(default_factory=dict)
