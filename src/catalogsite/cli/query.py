"""Commands that ask the snapshot: `list`, `show`, `impact` and `path`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalogsite.cli.app import OK, QUESTIONS, app
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
    typer.Argument(metavar="REF", help="A reference; the name alone where only one entity has it."),
]


@app.command("list", rich_help_panel=QUESTIONS)
def list_entities(
    *,
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="KEY=VALUE,…",
            help="As in Backstage: all of one filter must hold, of several filters any.",
        ),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only what this group owns.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="Only what contains this.")] = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """List the entities of the snapshot.

    Example: `catalogsite list --filter kind=component,spec.lifecycle=production`
    """
    from catalogsite.commands import query as questions

    rows = questions.list_entities(
        _index(config, state_dir), filters or (), kind=kind, owner=owner, text=text
    )
    if output is Format.JSON:
        print_json(rows)
    else:
        header = ("ref", "title", "type", "lifecycle", "owner")
        Terminal().table(header, ([str(row[key] or "") for key in header] for row in rows))
    return OK


@app.command(rich_help_panel=QUESTIONS)
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
    from catalogsite.commands import query as questions

    answer = questions.show(_index(config, state_dir), ref)
    if output is Format.JSON:
        print_json(answer)
    else:
        Terminal().say(questions.show_as_text(answer))
    return OK


@app.command(rich_help_panel=QUESTIONS)
def impact(
    ref: Reference,
    *,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """List all that depends on an entity, directly or through others.

    Example: `catalogsite impact resource:default/ledger-db`
    """
    from catalogsite.commands import query as questions

    rows = questions.impact(_index(config, state_dir), ref)
    if output is Format.JSON:
        print_json(rows)
    elif not rows:
        Terminal().say(f"nothing depends on {ref}")
    else:
        header = ("distance", "ref", "via", "owner")
        Terminal().table(header, ([str(row[key] or "") for key in header] for row in rows))
    return OK


@app.command(rich_help_panel=QUESTIONS)
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
    from catalogsite.commands import query as questions

    steps = questions.path(_index(config, state_dir), start, end)
    if output is Format.JSON:
        print_json(steps)
    else:
        Terminal().say("\n".join(steps) if steps else f"no chain leads from {start} to {end}")
    return OK


def _index(config: Path, state_dir: Path | None) -> SnapshotIndex:
    from catalogsite.model.snapshot_index import SnapshotIndex
    from catalogsite.state.snapshot_file import read_snapshot

    return SnapshotIndex(read_snapshot(state_of(settings_of(config), state_dir).snapshot))
