"""The commands `history export`, `import` and `status`: what the state keeps of earlier nights."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

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
from catalogsite.execution.progress import counted

history = typer.Typer(no_args_is_help=True, help="What is kept of earlier nights.")
app.add_typer(history, name="history", rich_help_panel=QUERIES)


class TableFormat(StrEnum):
    """The formats of an export."""

    CSV = "csv"
    PARQUET = "parquet"


@history.command("export")
def export(
    *,
    entity: Annotated[
        str | None, typer.Option(metavar="REF", help="Only values of this entity.")
    ] = None,
    metric: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only values of this metric, such as score.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Only values since this day."),
    ] = None,
    output: Annotated[
        TableFormat,
        typer.Option(
            "--format", help="Parquet needs `pip install 'catalogsite[parquet]'`, and --output."
        ),
    ] = TableFormat.CSV,
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: standard output."),
    ] = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
) -> int:
    """Write the values of the history as a table: day, entity, metric, value.

    Each day of the last 90 days has a row, and before that each week: its mean, on its Monday. A day
    without a value has none.

    Example: `catalogsite history export --metric score --since 2026-01-01 --output score.csv`
    """
    from catalogsite.commands.history import Selection, export_csv, export_parquet, write_lines

    file = state_of(settings_of(config), state_dir).history
    wanted = Selection(entity.lower() if entity else None, metric, since.date() if since else None)
    if output is TableFormat.PARQUET:
        if target is None:
            raise typer.BadParameter("Parquet is not written to standard output: add --output FILE")
        export_parquet(file, wanted, target)
    elif target is not None:
        write_lines(target, export_csv(file, wanted))
    else:
        for lines in export_csv(file, wanted):
            typer.echo(lines, nl=False)
    return exit_codes.OK


@history.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `history export` wrote as CSV.")
    ],
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
) -> int:
    """Record the values of a CSV file in the history; they replace those of the same day.

    So a portal without a disk reads its history back from what it published.

    Example: `catalogsite history import history.csv`
    """
    from catalogsite.commands.history import import_csv

    state = state_of(settings_of(config), state_dir)
    with state.lock():
        count = import_csv(state.history, file)
    Terminal().note(f"recorded {counted(count, 'value')}")
    return exit_codes.OK


@history.command("status")
def status(
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Show how much the history and the snapshots of earlier nights hold, and the space they need.

    Example: `catalogsite history status`
    """
    from catalogsite.commands.history import history_status, status_as_text

    found = history_status(state_of(settings_of(config), state_dir))
    if output is Format.JSON:
        print_json(found)
    else:
        Terminal().say(status_as_text(found))
    return exit_codes.OK
