"""`dashboards.PROVIDER`: the dashboards that show an entity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


class Dashboard(FactValue):
    """One dashboard; `url` is its page, `folder` where its provider keeps it."""

    title: Text
    url: Text
    folder: Text | None = None


class Dashboards(FactValue):
    """The dashboards, in the order in which they were given."""

    dashboards: tuple[Dashboard, ...]


def _join(values: Sequence[Dashboards]) -> Dashboards:
    """All of them; of several with one address the first counts."""
    found: dict[str, Dashboard] = {}
    for value in values:
        for one in value.dashboards:
            found.setdefault(one.url, one)
    return Dashboards(dashboards=tuple(found.values()))


def _summary(value: Dashboards) -> str:
    count = len(_join([value]).dashboards)
    return plural(count, "dashboard") if count else "no dashboard"


def _card(values: Mapping[str, Dashboards]) -> Card:
    value = _join(list(values.values()))
    return Card(Status("", "none"), _summary(value), first_rows(_rows(value), _ROWS), "")


def _rows(value: Dashboards) -> tuple[Row, ...]:
    return tuple(Row(one.title, url=one.url) for one in _join([value]).dashboards)


_COLUMNS = ("Dashboard", "Folder")


def _table(values: Mapping[str, Dashboards]) -> Table:
    value = _join(list(values.values()))
    return Table(
        _COLUMNS,
        tuple((Cell(one.title, url=one.url), Cell(one.folder or "")) for one in value.dashboards),
    )


KIND = FactKind(
    key="dashboards.*",
    label="Dashboards",
    model=Dashboards,
    card=_card,
    table=_table,
    join=_join,
    summary=_summary,
    rows=_rows,
)
