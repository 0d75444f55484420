"""The commands `snapshots` and `snapshots verify`: the snapshots of earlier nights that are kept."""

from __future__ import annotations

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import QUERIES, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    AnswerFormat,
    ConfigFile,
    Format,
    StateDir,
    print_json,
    settings_of,
    state_of,
)
from catalogsite.cli.terminal import Terminal

snapshots = typer.Typer(help="The snapshots of earlier nights.")
app.add_typer(snapshots, name="snapshots", rich_help_panel=QUERIES)


@snapshots.callback(invoke_without_command=True)
def list_(
    context: typer.Context,
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """List the snapshots that are kept, newest first: day, state, size and number of entities.

    `catalogsite build --snapshot DAY` builds one again.

    Example: `catalogsite snapshots --format json`
    """
    if context.invoked_subcommand is None:
        _answer(config, state_dir, output, verify=False)
    return exit_codes.OK


@snapshots.command("verify")
def verify(
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Read each snapshot, and compare it with its hash; exit with 1 where one is damaged.

    Example: `catalogsite snapshots verify`
    """
    return exit_codes.of_answer(_answer(config, state_dir, output, verify=True))


def _answer(config: ConfigFile, state_dir: StateDir, output: Format, *, verify: bool) -> bool:
    """Print the list; whether no snapshot is damaged."""
    from catalogsite.commands.snapshots import listed_snapshots, snapshots_as_text

    rows = listed_snapshots(state_of(settings_of(config), state_dir), verify=verify)
    if output is Format.JSON:
        print_json(rows)
    else:
        Terminal().say(snapshots_as_text(rows))
    return all(row["state"] != "damaged" for row in rows)
