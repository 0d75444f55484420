"""The command `init`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import PORTAL, app
from catalogsite.cli.options import Quiet
from catalogsite.cli.terminal import Terminal
from catalogsite.config.names import FILE_NAME, CiHost


@app.command(rich_help_panel=PORTAL)
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write the files.")
    ] = Path(),
    *,
    title: Annotated[
        str | None, typer.Option(help="Title of the portal. Default: Developer portal.")
    ] = None,
    from_backstage: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="An app-config.yaml to carry over; later files override earlier ones.",
        ),
    ] = None,
    ci: Annotated[
        CiHost, typer.Option(help="The CI system that the nightly job is written for.")
    ] = CiHost.GITHUB,
    quiet: Quiet = False,
) -> int:
    """Start a portal: catalogsite.yaml, mkdocs.yml, docs/, pinned requirements and a nightly job.

    Example: `catalogsite init portal --title "Acme developer portal" --ci gitlab`
    """
    from catalogsite.commands.init import init_portal
    from catalogsite.commands.migration import migrate
    from catalogsite.config.settings import load_config

    terminal = Terminal(quiet=quiet)
    moved = migrate(from_backstage, folder, os.environ, title) if from_backstage else None
    named = title or (moved.title if moved else None) or "Developer portal"
    portal = init_portal(folder, named, moved.config if moved else None, ci)
    for path in portal.files:
        terminal.note(f"wrote {path}")
    for sentence in portal.notes:
        terminal.note(sentence)
    if moved is None:
        terminal.note("next: name your sources in catalogsite.yaml, then run `catalogsite build`")
        return exit_codes.OK
    load_config(folder / FILE_NAME)
    for note in moved.notes:
        terminal.say(str(note))
    terminal.note("next: look through catalogsite.yaml, then run `catalogsite build`")
    return exit_codes.OK
