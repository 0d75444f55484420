"""What changed as JSON, one event a line, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from catalogsite.model.changes.night import Night
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.model.urls import relative
from catalogsite.render.filters import markdown_line
from catalogsite.render.machine.company import json_lines
from catalogsite.render.machine.llms import twin_path
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex
from catalogsite.render.recorded_output import recorded_output
from catalogsite.render.views.changes.days import Day
from catalogsite.render.views.changes.row import ChangeRow

LATEST_JSON = "api/changes.json"
_HERE = "changes/"
_LINES = 200


def month_json_path(month: str) -> str:
    """The JSON of the changes of a month (`2026-11`)."""
    return f"api/changes/{month}.json"


def change_outputs(index: PortalIndex) -> Iterator[OutputGroup]:
    """The changes of the last seven days as JSON, and those of each month."""
    yield recorded_output(LATEST_JSON, index, _latest)
    for month in index.changes.index.by_month:
        yield recorded_output(month_json_path(month), index, partial(_month, month))


def _latest(portal: Portal) -> Asset:
    return Asset(LATEST_JSON, json_lines(_events(portal.changes.week())))


def _month(month: str, portal: Portal) -> Asset:
    return Asset(month_json_path(month), json_lines(_events(portal.changes.nights(month))))


def _events(nights: Iterable[Night]) -> Iterator[dict[str, Any]]:
    for night in nights:
        for event in night.events:
            yield {
                "at": night.at.isoformat(),
                **event.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            }


def changes_markdown(portal: Portal, days: Iterable[Day]) -> str:
    """Markdown: the days of the first page, a line for each change."""
    lines = ["# Changes", ""]
    for day in days:
        lines += [f"## {day.title}", "", f"{day.words}.", ""]
        rows = [row for group in day.groups for row in group.rows]
        lines += [f"- {_line(portal, row)}" for row in rows[:_LINES]]
        left = day.left + sum(row.number for row in rows[_LINES:])
        lines += [f"- and {left} more in {relative(_HERE, LATEST_JSON)}"] if left else []
        lines.append("")
    return "\n".join(lines if len(lines) > 2 else [*lines, "Nothing is known to have changed.", ""])


def _line(portal: Portal, row: ChangeRow) -> str:
    owner = f" ({markdown_line(portal.title(row.owner))})" if row.owner else ""
    if row.folded:
        return f"{row.word}: {markdown_line(row.words)}{owner}"
    title = markdown_line(row.title)
    named = f"[{title}]({relative(_HERE, twin_path(row.ref))})" if row.path else title
    words = f": {markdown_line(row.words)}" if row.words else ""
    return f"{row.word}: {named}{owner}{words}"
