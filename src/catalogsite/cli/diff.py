"""The command `diff`: what changed in the catalog between two snapshots, or since a commit."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogsite.cli.app import OK, QUESTIONS, USER, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    Quiet,
    Snapshot,
    StateDir,
    now,
    print_json,
    settings_of,
    state_of,
)
from catalogsite.cli.terminal import Terminal

if TYPE_CHECKING:
    from catalogsite.commands.diff import Changes
    from catalogsite.commands.diff.catalogs import CatalogDiff


class DiffFormat(StrEnum):
    """How `diff` writes what changed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


@app.command(rich_help_panel=QUESTIONS)
def diff(  # noqa: PLR0913  (its options)
    old: Annotated[
        Path | None,
        typer.Argument(metavar="OLD", help="A snapshot.json, or a folder of repositories."),
    ] = None,
    new: Annotated[
        Path | None,
        typer.Argument(metavar="NEW", help="As OLD. Default: the snapshot that is there."),
    ] = None,
    *,
    base: Annotated[
        str | None,
        typer.Option(metavar="REF", help="Compare the folders with what they were at a commit."),
    ] = None,
    snapshot: Snapshot = None,
    output: Annotated[DiffFormat, typer.Option("--format", help="How to write the answer.")] = (
        DiffFormat.TEXT
    ),
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where anything changed.")
    ] = False,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    quiet: Quiet = False,
) -> int:
    """Tell what changed in the catalog: entities, owners, relations and problems.

    With `--base`, OLD is the folder to look at; without one, the folders of the configuration.
    What they name and do not hold is looked up in the snapshot.

    Example: `catalogsite diff --base origin/main --format markdown`
    """
    from catalogsite.commands.check.check import known_beside
    from catalogsite.commands.diff.catalogs import compare_files, compare_with_commit

    _check_usage(old, new, base, snapshot)
    with Terminal(quiet=quiet) as terminal:
        if base is not None:
            settings = settings_of(config, [old] if old else None)
            state = state_of(settings, state_dir)
            known = known_beside(settings, state, part=old is not None, known=snapshot)
            compared = compare_with_commit(base, settings, now(), terminal, known)
        else:
            settings = settings_of(config)
            newer = new or state_of(settings, state_dir).snapshot
            compared = compare_files(old or Path(), newer, settings, now(), terminal)
    _tell(compared, output, terminal)
    return USER if exit_code and compared.changes else OK


def _check_usage(
    old: Path | None, new: Path | None, base: str | None, snapshot: Path | None
) -> None:
    if base is None and snapshot is not None:
        raise typer.BadParameter("--snapshot goes with `--base REF`")
    if base is None and old is None:
        raise typer.BadParameter("name an older snapshot, or a commit with `--base REF`")
    if base is not None and new is not None:
        raise typer.BadParameter("with `--base` there is one folder to look at, not two")


def _tell(compared: CatalogDiff, output: DiffFormat, terminal: Terminal) -> None:
    from catalogsite.commands.diff import changes_as_markdown, changes_as_text

    for note in compared.notes:
        terminal.note(note)
    if output is DiffFormat.JSON:
        print_json(_as_json(compared.changes))
    elif output is DiffFormat.MARKDOWN:
        typer.echo(changes_as_markdown(compared.changes), nl=False)
    else:
        terminal.say(changes_as_text(compared.changes))


def _as_json(changes: Changes) -> object:
    return changes.model_dump(mode="json", by_alias=True)
