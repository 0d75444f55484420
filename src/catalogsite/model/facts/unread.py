"""Facts of a snapshot whose kind this installation does not know: their package is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, RootModel

from catalogsite.model.facts.kind import Card, FactKind, Row, Status, first_rows
from catalogsite.model.quantities import plural

_ROWS = 10
LENIENT = {"unread": True}
"""The context of validation in which facts of an unknown shape are kept."""


class Unread(RootModel[Any]):
    """A value of any shape, kept as it was."""

    model_config = ConfigDict(frozen=True)


def _card(values: Mapping[str, Unread]) -> Card:
    rows = tuple(Row(f"{key}: install the package that describes it") for key in values)
    headline = f"{plural(len(rows), 'fact')} of an unknown kind"
    return Card(Status("", "none"), headline, first_rows(rows, _ROWS), "")


KIND = FactKind(
    key="",
    label="Facts of missing packages",
    model=Unread,
    card=_card,
    summary=lambda _: "of an unknown kind",
)
