"""Compares two snapshots, and writes the changes as text, Markdown or JSON."""

from __future__ import annotations

from catalogsite.changes.change import Change, Changed, Changes, Edge, Named, Renamed
from catalogsite.changes.compare import compare
from catalogsite.commands.diff.as_markdown import changes_as_markdown
from catalogsite.commands.diff.as_text import changes_as_text
from catalogsite.commands.diff.changed_apis import ChangedApi
from catalogsite.commands.diff.compare_catalogs import (
    CatalogDiff,
    catalog_of,
    compare_catalogs,
    compare_revisions,
)

__all__ = [
    "CatalogDiff",
    "Change",
    "Changed",
    "ChangedApi",
    "Changes",
    "Edge",
    "Named",
    "Renamed",
    "catalog_of",
    "changes_as_markdown",
    "changes_as_text",
    "compare",
    "compare_catalogs",
    "compare_revisions",
]
