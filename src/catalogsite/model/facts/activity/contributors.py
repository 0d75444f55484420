"""`contributors.PROVIDER`: the people who committed lately, by their number of commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from catalogsite.model.facts.fields import Count
from catalogsite.model.facts.kind import (
    Card,
    Cell,
    FactKind,
    FactValue,
    Row,
    Status,
    Table,
    first_rows,
)
from catalogsite.model.quantities import plural
from catalogsite.model.value import Text

_ROWS = 6
_MOST_COMMITS = 10**9  # so that no sum is too large for a Count


class Contributor(FactValue):
    """A person, by the name that was given, and how many commits the person has in the window."""

    name: Text
    commits: Annotated[Count, Field(le=_MOST_COMMITS)]


class Contributors(FactValue):
    """The people in any order, and the days that were counted.

    `days` is None where they are not known, or where joined values have different ones.
    """

    days: Annotated[Count, Field(ge=1)] | None
    contributors: tuple[Contributor, ...]


def _join(values: Sequence[Contributors]) -> Contributors:
    """The sum of commits for each name, the most first."""
    commits: Counter[str] = Counter()
    for value in values:
        for one in value.contributors:
            commits[one.name] += one.commits
    days = {value.days for value in values}
    people = sorted(commits.items(), key=lambda one: (-one[1], one[0]))
    return Contributors(
        days=days.pop() if len(days) == 1 else None,
        contributors=tuple(Contributor(name=name, commits=count) for name, count in people),
    )


def _summary(value: Contributors) -> str:
    count = len(_join([value]).contributors)
    people = plural(count, "person", "people") if count else "nobody"
    return people if value.days is None else f"{people} in {plural(value.days, 'day')}"


def _card(values: Mapping[str, Contributors]) -> Card:
    value = _join(list(values.values()))
    return Card(Status("", "none"), _summary(value), first_rows(_rows(value), _ROWS), "")


def _rows(value: Contributors) -> tuple[Row, ...]:
    listed = _join([value]).contributors
    return tuple(Row(f"{one.name}: {plural(one.commits, 'commit')}") for one in listed)


def _table(values: Mapping[str, Contributors]) -> Table:
    value = _join(list(values.values()))
    title = "Commits" if value.days is None else f"Commits in {plural(value.days, 'day')}"
    rows = tuple((Cell(one.name), Cell(f"{one.commits:,}")) for one in value.contributors)
    return Table(("Name", title), rows)


KIND = FactKind(
    key="contributors.*",
    label="Contributors",
    model=Contributors,
    card=_card,
    table=_table,
    join=_join,
    summary=_summary,
    rows=_rows,
)
