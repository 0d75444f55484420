"""The list of all APIs: what each is written in, how large it is, and whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.page import Page
from catalogsite.model.quantities import plural
from catalogsite.model.urls import api_reference_path
from catalogsite.render.chunks import chunks
from catalogsite.render.pages.lists import list_page
from catalogsite.render.portal.portal import Portal
from catalogsite.render.templates import Templates
from catalogsite.render.views.apis.words import counted_operations, format_name, written_in
from catalogsite.render.views.entity_link import EntityLink

AT = "api-docs/"
TITLE = "APIs"
ROWS = 100
"""APIs on one page."""


@dataclass(frozen=True, slots=True)
class ApiRow:
    """A row of the list: `contents` are counts in words, `reference` the address of its reference."""

    link: EntityLink
    format: str
    written_in: str
    version: str
    contents: tuple[str, ...]
    reference: str
    system: str
    deprecated: int = 0

    @property
    def states(self) -> str:
        """The words that the row can be narrowed to."""
        return "with deprecations" if self.deprecated else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that rows can be narrowed to, in words, with the number of its rows."""

    value: str
    title: str
    count: int


def api_list_pages(templates: Templates, portal: Portal) -> Iterator[Page]:
    """The pages of the list."""
    rows = tuple(_row(portal, link) for link in portal.by_kind().get("api", ()))
    formats = Counter(row.format for row in rows)
    shared = {
        "total": len(rows),
        "formats": sorted(formats.items(), key=lambda pair: (-pair[1], pair[0])),
        "deprecated": sum(row.deprecated > 0 for row in rows),
        "owners": _choices(portal, (row.link.owner for row in rows)),
        "systems": _choices(portal, (row.system for row in rows)),
        "lifecycles": sorted(
            Counter(row.link.lifecycle for row in rows if row.link.lifecycle).items()
        ),
    }
    for chunk in chunks(rows, ROWS, AT, AT):
        body = templates.render("api_docs", portal, chunk.path, chunk=chunk, **shared)
        yield list_page(chunk, TITLE, "All APIs, with their formats, versions and operations", body)


def _choices(portal: Portal, found: Iterator[str | None]) -> list[Choice]:
    counts = Counter(ref for ref in found if ref)
    made = [Choice(ref, portal.title(ref), count) for ref, count in counts.items()]
    return sorted(made, key=lambda one: one.title.lower())


def _row(portal: Portal, link: EntityLink) -> ApiRow:
    kept = portal.api_definition(link.ref)
    if kept is None or not kept.model:
        name = format_name(link.type)
        return ApiRow(link, name, name, "", (), "", link.system or "")
    return ApiRow(
        link=link,
        format=format_name(kept.format),
        written_in=written_in(kept.format, kept.format_version),
        version=kept.version[:40],
        contents=tuple(_contents(kept)),
        reference=api_reference_path(link.ref),
        system=link.system or "",
        deprecated=kept.deprecated,
    )


def _contents(kept: ApiDefinition) -> Iterator[str]:
    if kept.operations:
        yield counted_operations(kept)
    for number, word in (
        (kept.channels, "channel"),
        (kept.messages, "message"),
        (kept.types, "type"),
    ):
        if number:
            yield plural(number, word)
