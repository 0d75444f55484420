"""Prints what an update of a project from its template changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from catalogsite.cli import exit_codes
from catalogsite.cli.terminal import Terminal

if TYPE_CHECKING:
    from catalogsite.commands.update.update import Update

_SHORT = 12


def say_update(terminal: Terminal, update: Update, folder: Path, *, dry_run: bool) -> int:
    """Print each file that changed; the exit code is USER_ERROR where files have conflicts."""
    if not update.files:
        terminal.say(f"{update.template} is current: {update.new[:_SHORT]}")
        return exit_codes.OK
    for one in update.files:
        would = "would " if dry_run and one.effect != "conflict" else ""
        terminal.say(f"{would}{one.effect} {folder / one.path}")
    for name in update.new_parameters:
        terminal.note(f"the new parameter {name} has its default, or what --set gave")
    terminal.note(f"{update.template}: {update.old[:_SHORT]} to {update.new[:_SHORT]}")
    if not update.conflicts:
        return exit_codes.OK
    count = f"{update.conflicts} file{'s' if update.conflicts != 1 else ''}"
    terminal.note(f"{count} with conflicts: look for <<<<<<< and for .rej files, then commit")
    return exit_codes.USER_ERROR
