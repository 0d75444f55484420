"""The sections of an entity page with tables of facts, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalogsite.render.filters import slug
from catalogsite.render.views.fact_table import FactTable

_FIRST = ("Builds", "Deployments", "Monitoring", "On call", "Quality")


@dataclass(frozen=True, slots=True)
class FactSection:
    """A section and its tables: the one of its own name first, which has no heading of its own."""

    id: str
    title: str
    tables: tuple[FactTable, ...]


def fact_sections(tables: Iterable[FactTable]) -> tuple[FactSection, ...]:
    """The sections of all tables: builds, deployments, monitoring, on call, quality, then the others."""
    by_title: dict[str, list[FactTable]] = {}
    for table in tables:
        by_title.setdefault(table.section, []).append(table)
    titles = [title for title in _FIRST if title in by_title]
    titles += [title for title in by_title if title not in _FIRST]
    return tuple(
        FactSection(
            slug(title), title, tuple(sorted(by_title[title], key=lambda one: one.title != title))
        )
        for title in titles
    )
