"""The command `changes`: what changed in the catalog from night to night."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from catalogsite.cli import exit_codes
from catalogsite.cli.app import QUERIES, app
from catalogsite.cli.options import (
    CONFIG_FILE,
    ConfigFile,
    StateDir,
    now,
    print_json,
    settings_of,
    state_of,
)
from catalogsite.cli.terminal import Terminal
from catalogsite.model.changes.event_kind import EventKind

if TYPE_CHECKING:
    from datetime import date


class DigestFormat(StrEnum):
    """The output formats of `changes`."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


_DAY = "DAY"


@app.command(rich_help_panel=QUERIES)
def changes(
    *,
    since: Annotated[
        str, typer.Option(metavar=_DAY, help="The first day: a date, or `7d` or `2w` before today.")
    ] = "7d",
    until: Annotated[
        str | None, typer.Option(metavar=_DAY, help="The last day. Default: today.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="REF", help="Only what this owner has, or must know.")
    ] = None,
    kind: Annotated[
        list[EventKind] | None, typer.Option(help="Only such changes; may be given several times.")
    ] = None,
    entity: Annotated[
        str | None, typer.Option(metavar="REF", help="Only what is about this entity.")
    ] = None,
    output: Annotated[DigestFormat, typer.Option("--format", help="The output format.")] = (
        DigestFormat.TEXT
    ),
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
) -> int:
    """Show what changed in the nights that were published: a digest to read, paste or post.

    Owners and entities are named by reference or name alone.

    Example: `catalogsite changes --since 7d --owner team-a --format markdown`
    """
    from catalogsite.commands.changes import (
        ChangeSelection,
        as_json,
        as_markdown,
        as_text,
        selected_nights,
    )

    last = _day(until) if until else None
    wanted = ChangeSelection(_day(since), last, owner, entity, tuple(kind or ()))
    nights = selected_nights(state_of(settings_of(config), state_dir), wanted)
    if output is DigestFormat.JSON:
        print_json(as_json(nights))
    elif output is DigestFormat.MARKDOWN:
        typer.echo(as_markdown(nights), nl=False)
    else:
        Terminal().say(as_text(nights))
    return exit_codes.OK


def _day(text: str) -> date:
    from catalogsite.commands.changes import parse_day

    try:
        return parse_day(text, now().date())
    except ValueError:
        raise typer.BadParameter(f"'{text}' is neither a date such as 2026-05-12 nor 7d") from None
