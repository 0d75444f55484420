"""The command `diff`: the changes of the catalog between two snapshots, or since a commit."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import QUERIES, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    Quiet,
    Snapshot,
    StateDir,
    print_json,
    run_of,
)
from catalogsite.cli.terminal import Terminal

if TYPE_CHECKING:
    from catalogsite.commands.diff import CatalogDiff


class DiffFormat(StrEnum):
    """The output formats of `diff`."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


@app.command(rich_help_panel=QUERIES)
def diff(  # noqa: PLR0913  (its options)
    old: Annotated[
        Path | None,
        typer.Argument(metavar="OLD", help="A snapshot.json, or a folder of repositories."),
    ] = None,
    new: Annotated[
        Path | None,
        typer.Argument(metavar="NEW", help="As OLD. Default: the last snapshot."),
    ] = None,
    *,
    base: Annotated[
        str | None,
        typer.Option(metavar="REF", help="Compare the folders with a commit of their clones."),
    ] = None,
    snapshot: Snapshot = None,
    output: Annotated[DiffFormat, typer.Option("--format", help="The output format.")] = (
        DiffFormat.TEXT
    ),
    preview: Annotated[
        str,
        typer.Option(
            metavar="URL", help="With --format markdown: where a preview of the pages is."
        ),
    ] = "",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 if anything changed.")
    ] = False,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    quiet: Quiet = False,
) -> int:
    """Show what changed in the catalog: entities, owners, APIs, relations and problems.

    With `--base`, OLD is the folder to compare; without OLD, the folders of the configuration.
    References to entities elsewhere are looked up in the snapshot.

    Example: `catalogsite diff --base origin/main --format markdown`
    """
    from catalogsite import pipeline
    from catalogsite.collect.catalog_context import load_context

    _check_usage(old, new, base, snapshot)
    with Terminal(quiet=quiet) as terminal:
        if base is not None:
            run = run_of(terminal, config, [old] if old else None, state_dir)
            context = load_context(run, partial=old is not None, snapshot=snapshot)
            compared = pipeline.diff_since(run, base, context)
        else:
            run = run_of(terminal, config, state_dir=state_dir)
            compared = pipeline.diff(run, old or Path(), new or run.state.snapshot)
    _print(compared, output, terminal, preview)
    return exit_codes.of_answer(not (exit_code and compared))


def _check_usage(
    old: Path | None, new: Path | None, base: str | None, snapshot: Path | None
) -> None:
    if base is None and snapshot is not None:
        raise typer.BadParameter("--snapshot goes with `--base REF`")
    if base is None and old is None:
        raise typer.BadParameter("name an older snapshot, or a commit with `--base REF`")
    if base is not None and new is not None:
        raise typer.BadParameter("`--base` compares one folder, not two")


def _print(compared: CatalogDiff, output: DiffFormat, terminal: Terminal, preview: str) -> None:
    from catalogsite.commands.diff import changes_as_markdown, changes_as_text

    for note in compared.notes:
        terminal.note(note)
    if output is DiffFormat.JSON:
        print_json(compared.as_json())
    elif output is DiffFormat.MARKDOWN:
        typer.echo(changes_as_markdown(compared.changes, compared.apis, preview=preview), nl=False)
    else:
        terminal.say(changes_as_text(compared.changes, compared.apis))
