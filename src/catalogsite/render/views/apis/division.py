"""How the reference of an API is divided into pages, and on which page each of its anchors is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.operations import Channel, Message, Operation
from catalogsite.model.api.types import NamedType
from catalogsite.render.filters import slug
from catalogsite.render.views.apis.weight import (
    channel_weight,
    message_weight,
    operation_weight,
    type_weight,
)
from catalogsite.render.views.apis.words import group_title, kind_title

WHOLE = 180_000
"""Characters of HTML up to which everything is on one page."""
PART = 150_000
"""Characters of HTML on each of several pages."""
_MOST_PAGES = 60

Item = Operation | Channel | Message | NamedType
SectionKind = Literal["operations", "channels", "messages", "types"]
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the reference with what stands below it; `id` is its anchor."""

    kind: SectionKind
    id: str
    title: str
    items: tuple[Item, ...]
    group: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """A page of the reference: its address below that of the reference, and what is on it."""

    path: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """The pages of a reference. The first is at the address of the reference itself.

    `whole` says that it has everything; else it lists what the others have. `pages_of` is the
    path of the page by anchor.
    """

    pages: tuple[ReferencePage, ...]
    whole: bool
    pages_of: dict[str, str] = field(default_factory=dict)


def divide(model: ApiModel) -> Division:
    """The reference of an API on one page, or on one for each group where it would be too large."""
    sections = tuple(_sections(model))
    if sum(section.weight for section in sections) <= WHOLE:
        only = (ReferencePage("", "Reference", sections),)
        return Division(only, whole=True, pages_of=_pages_of(only))
    parts = _joined([part for section in sections for part in _parts(section)])
    pages = (ReferencePage("", "Reference", ()), *_numbered(parts))
    return Division(pages, whole=False, pages_of=_pages_of(pages))


def _pages_of(pages: Iterable[ReferencePage]) -> dict[str, str]:
    return {
        item.id: page.path for page in pages for section in page.sections for item in section.items
    }


def _sections(model: ApiModel) -> Iterator[Section]:
    groups: dict[tuple[str, str], list[Operation]] = {(one.name, ""): [] for one in model.groups}
    for one in model.operations:
        key = (one.groups[0], "") if one.groups else ("", kind_title(one.kind))
        groups.setdefault(key, []).append(one)
    taken: set[str] = set()
    for (name, kinds), operations in groups.items():
        if operations:
            title = group_title(model, name) if name else kinds
            yield _section("operations", title, operations, taken, name)
    others: tuple[tuple[SectionKind, str, Sequence[Item]], ...] = (
        ("channels", "Channels", model.channels),
        ("messages", "Messages", model.messages),
        ("types", "Types", model.types),
    )
    for section_kind, title, items in others:
        if items:
            yield _section(section_kind, title, items, taken)


def _section(
    kind: SectionKind, title: str, items: Sequence[Item], taken: set[str], group: str = ""
) -> Section:
    weight = sum(map(_WEIGHTS[kind], items))
    return Section(kind, f"section-{_free(title, taken)}", title, tuple(items), group, weight)


def _free(title: str, taken: set[str]) -> str:
    """The title as part of an address that no other has; digits alone are pages of others."""
    wanted = slug(title)[:60].strip("-")
    if _DIGITS.fullmatch(wanted) or wanted in {"source", "none"}:
        wanted = f"group-{wanted}"
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _parts(section: Section) -> list[Section]:
    """The section in pieces that each fit on a page."""
    if section.weight <= PART:
        return [section]
    weigh = _WEIGHTS[section.kind]
    pieces: list[list[Item]] = [[]]
    size = 0
    for item in section.items:
        weight = weigh(item)
        if pieces[-1] and size + weight > PART:
            pieces.append([])
            size = 0
        pieces[-1].append(item)
        size += weight
    return [
        Section(section.kind, section.id, section.title, tuple(piece), section.group, PART)
        for piece in pieces
    ]


def _joined(parts: list[Section]) -> list[tuple[Section, ...]]:
    """The pieces by page; small neighbours share one where there would be too many."""
    if len(parts) <= _MOST_PAGES:
        return [(part,) for part in parts]
    pages: list[tuple[Section, ...]] = []
    size = PART
    for part in parts:
        apart = not pages or pages[-1][-1].kind != part.kind
        if apart or size + part.weight > PART:
            pages.append((part,))
            size = part.weight
        else:
            pages[-1] += (part,)
            size += part.weight
    return pages


def _numbered(parts: list[tuple[Section, ...]]) -> Iterator[ReferencePage]:
    seen: dict[str, int] = {}
    for sections in parts:
        name = sections[0].id.removeprefix("section-")
        number = seen[name] = seen.get(name, 0) + 1
        title = sections[0].title
        if len(sections) > 1:
            title = f"{title} to {sections[-1].title}"
        yield ReferencePage(
            f"{name}/" if number == 1 else f"{name}/{number}/",
            title if number == 1 else f"{title}, part {number}",
            sections,
        )


_WEIGHTS: dict[SectionKind, Callable[..., int]] = {
    "operations": operation_weight,
    "channels": channel_weight,
    "messages": message_weight,
    "types": type_weight,
}
