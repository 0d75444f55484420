"""What changed between two snapshots, and the forms it is written in."""

from __future__ import annotations

from catalogsite.changes.as_markdown import changes_as_markdown
from catalogsite.changes.as_text import changes_as_text
from catalogsite.changes.compare import compare
from catalogsite.changes.values import Change, Changed, Changes, Edge, Named, Renamed

__all__ = [
    "Change",
    "Changed",
    "Changes",
    "Edge",
    "Named",
    "Renamed",
    "changes_as_markdown",
    "changes_as_text",
    "compare",
]
