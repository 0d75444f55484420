"""Fixes descriptors by edits of their text, so that comments and layout stay."""

from __future__ import annotations

from catalogsite.commands.check.fixing.fix import FixedFile, Verify, fix_file, unified_diff
from catalogsite.commands.check.fixing.repairs import FIXABLE

__all__ = ["FIXABLE", "FixedFile", "Verify", "fix_file", "unified_diff"]
