"""The command `new`: runs a scaffold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import AUTHORS, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    Quiet,
    StateDir,
    run_of,
)
from catalogsite.cli.terminal import Terminal
from catalogsite.cli.update_report import say_update


@app.command(rich_help_panel=AUTHORS)
def new(  # noqa: PLR0913  (the options of a command)
    template: Annotated[
        str | None,
        typer.Argument(help="A built-in template, one of the catalog, or a folder that holds one."),
    ] = None,
    *,
    list_only: Annotated[
        bool,
        typer.Option("--list", help="List the templates of the catalog and the built-in ones."),
    ] = False,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="The value of a parameter."),
    ] = None,
    dest: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to.")] = Path(),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the files and write nothing.")
    ] = False,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help="Merge what changed in its template into the project in the folder TEMPLATE (here).",
        ),
    ] = False,
    template_place: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="TEMPLATE", help="With --update: where the template is now."
        ),
    ] = None,
    old: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="With --update: the template as it was, if git lacks it."),
    ] = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    quiet: Quiet = False,
) -> int:
    """Run a scaffold: a built-in one, a template of the catalog, or a folder with template.yaml.

    `--list` prints the names of the built-in ones and of those in the catalog.

    `--update` renders the template of a project at the version of its record and at that of today, and
    merges the difference; it exits with 1 where files have conflicts.

    Example: `catalogsite new python-service --set name=ledger --set owner=team-payments --dest ledger`
    """
    from catalogsite import pipeline

    terminal = Terminal(quiet=quiet)
    if update:
        run = run_of(terminal, config, state_dir=state_dir)
        folder = Path(template or ".")
        found = pipeline.update_project(
            run, folder, values or [], template=template_place, old=old, dry_run=dry_run
        )
        return say_update(terminal, found, folder, dry_run=dry_run)
    if list_only == (template is not None):
        raise typer.BadParameter("name a template, or list them with --list")
    run = run_of(terminal, config, state_dir=state_dir)
    if template is None:
        terminal.table(("name", "title", "from"), pipeline.templates(run))
        return exit_codes.OK
    outcome = pipeline.new(run, template, values or [], dest, dry_run=dry_run)
    for file in outcome.files:
        terminal.say(f"{'would write' if dry_run else 'wrote'} {dest / file}")
    for note in outcome.notes:
        terminal.note(note)
    return exit_codes.OK
