"""What changed in the nights that the state keeps, as text, Markdown or JSON."""

from __future__ import annotations

from catalogsite.commands.changes.digest import as_json, as_markdown, as_text
from catalogsite.commands.changes.selection import ChangeSelection, parse_day, selected_nights

__all__ = [
    "ChangeSelection",
    "as_json",
    "as_markdown",
    "as_text",
    "parse_day",
    "selected_nights",
]
