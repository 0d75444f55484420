"""The commands that query the snapshot: `list`, `show` and `path`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from catalogsite.model.snapshot_index import SnapshotIndex

Reference = Annotated[
    str,
    typer.Argument(metavar="REF", help="A reference; the name alone if only one entity has it."),
]


@app.command("list", rich_help_panel=QUERIES)
def list_entities(
    *,
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="KEY=VALUE,…",
            help="As in Backstage: all pairs of one filter must match, and any one of several filters.",
        ),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Only entities of this kind.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only entities of this owner.")] = None,
    text: Annotated[
        str | None, typer.Option("--text", help="Only entities that contain all of these words.")
    ] = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """List the entities of the snapshot.

    Example: `catalogsite list --filter kind=component,spec.lifecycle=production`
    """
    from catalogsite.commands import query

    rows = query.list_entities(
        _index(config, state_dir), filters or (), kind=kind, owner=owner, text=text
    )
    _print_rows(rows, ("ref", "title", "type", "lifecycle", "owner"), output)
    return exit_codes.OK


@app.command(rich_help_panel=QUERIES)
def show(
    ref: Reference,
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Show one entity: what it is, where it was read, its relations, facts and problems.

    Example: `catalogsite show component:default/payments-api`
    """
    from catalogsite.commands import query

    answer = query.show(_index(config, state_dir), ref)
    if output is Format.JSON:
        print_json(answer)
    else:
        Terminal().say(query.show_as_text(answer))
    return exit_codes.OK


@app.command(rich_help_panel=QUERIES)
def path(
    start: Annotated[str, typer.Argument(metavar="A", help="The reference to start from.")],
    end: Annotated[str, typer.Argument(metavar="B", help="The reference to reach.")],
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Show the shortest chain of relations from one entity to another.

    Example: `catalogsite path component:checkout-api resource:ledger-db`
    """
    from catalogsite.commands import query

    steps = query.path(_index(config, state_dir), start, end)
    if output is Format.JSON:
        print_json(steps)
    else:
        Terminal().say("\n".join(steps) if steps else f"no chain leads from {start} to {end}")
    return exit_codes.OK


def _print_rows(rows: Sequence[Mapping[str, Any]], header: Sequence[str], output: Format) -> None:
    if output is Format.JSON:
        print_json(rows)
    else:
        Terminal().table(header, ([str(row[key] or "") for key in header] for row in rows))


def _index(config: Path, state_dir: Path | None) -> SnapshotIndex:
    from catalogsite.model.snapshot_index import SnapshotIndex
    from catalogsite.state.snapshot_file import read_snapshot

    return SnapshotIndex(read_snapshot(state_of(settings_of(config), state_dir).snapshot))
