"""The operations and channels of an API as rows of a list, each a link to its place in the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalogsite.model.api.operations import Channel, Operation
from catalogsite.render.filters import plain_line
from catalogsite.render.views.apis.anchors import fragment
from catalogsite.render.views.apis.division import Division, Item, Section
from catalogsite.render.views.apis.words import badge, badge_class, operation_title


@dataclass(frozen=True, slots=True)
class OperationRow:
    """A row: the word before it with its look, what it is found by, its name in code, and its summary.

    `href` is its address below that of the reference.
    """

    id: str
    href: str
    badge: str
    look: str
    title: str
    name: str
    summary: str
    deprecated: bool


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows of one heading, of which there are `total`; `page` is that of the heading."""

    id: str
    title: str
    page: str
    rows: tuple[OperationRow, ...]
    total: int


def operation_row(one: Operation, page: str) -> OperationRow:
    """The row of an operation."""
    title = operation_title(one)
    summary = one.summary or one.description
    return OperationRow(
        id=one.id,
        href=page + fragment(one.id),
        badge=badge(one),
        look=badge_class(one),
        title=title,
        name=one.name if one.name != title else "",
        summary=plain_line(summary, 100),
        deprecated=one.deprecated,
    )


def channel_row(one: Channel, page: str) -> OperationRow:
    """The row of a channel."""
    summary = plain_line(one.summary or one.description or one.title, 100)
    name = one.name if one.address and one.name != one.address else ""
    return OperationRow(
        id=one.id,
        href=page + fragment(one.id),
        badge="channel",
        look="channel",
        title=one.address or one.name,
        name=name,
        summary=summary,
        deprecated=False,
    )


def row_groups(division: Division, most: int) -> tuple[RowGroup, ...]:
    """The operations and channels by heading: at most so many rows, the first of each heading."""
    found = tuple(_listed(division))
    total = sum(len(section.items) for _, section in found)
    each = most if total <= most else max(1, most // max(1, len(found)))
    return tuple(
        RowGroup(
            section.id,
            section.title,
            page,
            tuple(_rows(section.items[:each], division)),
            len(section.items),
        )
        for page, section in found[:most]
    )


def _listed(division: Division) -> Iterator[tuple[str, Section]]:
    """Each section of operations or channels once, with its page; its parts are one again."""
    merged: dict[str, tuple[str, Section]] = {}
    for page in division.pages:
        for section in page.sections:
            if section.kind not in {"operations", "channels"}:
                continue
            path, before = merged.get(section.id, (page.path, None))
            items = (*before.items, *section.items) if before else section.items
            merged[section.id] = (
                path,
                Section(section.kind, section.id, section.title, items, section.group),
            )
    yield from merged.values()


def _rows(items: Iterable[Item], division: Division) -> Iterator[OperationRow]:
    for item in items:
        page = division.pages_of.get(item.id, "")
        if isinstance(item, Operation):
            yield operation_row(item, page)
        elif isinstance(item, Channel):
            yield channel_row(item, page)
