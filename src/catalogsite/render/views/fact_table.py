"""Tables of facts on an entity page, as their kinds declare them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from catalogsite.model.fact import Fact
from catalogsite.model.facts.kind import Cell, Guide, Status
from catalogsite.render.filters import safe_url, slug
from catalogsite.render.views.status import Origin, keys_by_kind, origins_of

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class FactCell:
    """One cell as text; `url` is safe, `spoken` are the statuses of the strip in words."""

    text: str
    url: str
    status: Status
    time: datetime | None
    strip: tuple[Status, ...]
    spoken: str
    lines: tuple[str, ...]
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactTable:
    """A section of an entity page with the facts of one kind, and where they come from."""

    id: str
    title: str
    section: str
    columns: tuple[str, ...]
    rows: tuple[tuple[FactCell, ...], ...]
    origins: tuple[Origin, ...]

    @property
    def stale(self) -> bool:
        """Whether any of its providers has not answered lately."""
        return any(origin.stale_since for origin in self.origins)


def fact_tables(
    facts: Mapping[str, Fact], href: Callable[[Guide], str] = lambda guide: safe_url(guide.url)
) -> tuple[FactTable, ...]:
    """The table of each kind of fact that has one and is present; empty columns are left out.

    `href` gives the safe address of a guide, empty where it has none.
    """
    tables = []
    for kind, keys in keys_by_kind(facts):
        if kind.table is None:
            continue
        shown = {key: facts[key] for key in keys}
        table = kind.table({key: fact.value for key, fact in shown.items()})
        used = [any(map(_is_filled, column)) for column in zip(*table.rows, strict=True)]
        if not any(used):
            continue
        tables.append(
            FactTable(
                id=slug(kind.label),
                title=kind.label,
                section=kind.section or kind.label,
                columns=_used(table.columns, used),
                rows=tuple(
                    _used(tuple(_cell(cell, href) for cell in row), used) for row in table.rows
                ),
                origins=origins_of(shown.values()),
            )
        )
    return tuple(tables)


def _used(items: tuple[_Item, ...], used: list[bool]) -> tuple[_Item, ...]:
    return tuple(item for item, is_used in zip(items, used, strict=True) if is_used)


def _is_filled(cell: Cell) -> bool:
    shown = cell.text or cell.status.word or cell.strip or cell.lines or cell.time or cell.guide
    return bool(shown)


def _cell(cell: Cell, href: Callable[[Guide], str]) -> FactCell:
    return FactCell(
        text=cell.guide.title if cell.guide else cell.text,
        url=href(cell.guide) if cell.guide else safe_url(cell.url),
        status=cell.status,
        time=cell.time,
        strip=cell.strip,
        spoken=", ".join(status.word for status in cell.strip),
        lines=cell.lines,
        log=cell.log,
    )
