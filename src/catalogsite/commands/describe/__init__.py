"""The command `describe`: the draft of a descriptor for a repository that has none."""

from __future__ import annotations

from catalogsite.commands.describe.draft import describe_folder

__all__ = ["describe_folder"]
