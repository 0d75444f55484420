"""From a Backstage app-config to `catalogsite.yaml`: what can be carried over, and what cannot."""

from __future__ import annotations

from catalogsite.commands.migration.migrate import Migration, migrate
from catalogsite.commands.migration.notes import Note

__all__ = ["Migration", "Note", "migrate"]
