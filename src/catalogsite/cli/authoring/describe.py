"""The command `describe`: drafts a descriptor for a repository that has none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import AUTHORS, app
from catalogsite.cli.terminal import Terminal
from catalogsite.errors import UserError


@app.command(rich_help_panel=AUTHORS)
def describe(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A repository.")] = Path(),
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: standard output."),
    ] = None,
) -> int:
    """Draft the catalog-info.yaml of a repository: what it builds, runs and needs, with the places.

    A repository of several services gets a system, a component for each, and a resource for each
    database, queue and cache that its Compose files or Kubernetes manifests run. A file that exists
    is not overwritten.

    Example: `catalogsite describe ~/src/shop --output catalog-info.yaml`
    """
    from catalogsite.commands.describe import describe_folder

    if output is not None and output.exists():
        raise typer.BadParameter(f"'{output}' exists: name another file")
    text = describe_folder(folder)
    if output is None:
        Terminal().say(text.rstrip("\n"))
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            fix = "name a file in a folder that exists"
            raise UserError(f"cannot be written: {reason}", where=str(output), fix=fix) from error
    return exit_codes.OK
