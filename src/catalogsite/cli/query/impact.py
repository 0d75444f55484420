"""The command `impact`: who needs an entity, or what the changes of a branch touch."""

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
    Snapshot,
    StateDir,
    print_json,
    run_of,
)
from catalogsite.cli.query.graph import Edges, graph_of, index_of
from catalogsite.cli.terminal import Terminal

if TYPE_CHECKING:
    from catalogsite.commands.graph import Impact
    from catalogsite.commands.graph.changed import ChangeImpact


class ImpactFormat(StrEnum):
    """The output formats of `impact`."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


@app.command(rich_help_panel=QUERIES)
def impact(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="REF|PATH",
            help="A reference; the name alone if only one entity has it. With --git a folder.",
        ),
    ] = None,
    *,
    git: Annotated[
        str | None,
        typer.Option("--git", metavar="BASE", help="What changed since the branch left BASE."),
    ] = None,
    depth: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most N relations away.")
    ] = None,
    edges: Edges = None,
    snapshot: Snapshot = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: Annotated[ImpactFormat, typer.Option("--format", help="The output format.")] = (
        ImpactFormat.TEXT
    ),
) -> int:
    """List every entity that depends on an entity, directly or through others, and who must know.

    With `--git` it lists who needs the components whose files changed on a branch, and the APIs whose
    definition did: those of the clone around PATH or the current folder. The rest of the company is
    looked up in the snapshot.

    Example: `catalogsite impact --git origin/main --format markdown`
    """
    if git is not None:
        if depth is not None or edges:
            raise typer.BadParameter("--depth and --edges go with a REF")
        _of_changes(git, Path(target or "."), snapshot, config, state_dir, output)
        return exit_codes.OK
    if target is None:
        raise typer.BadParameter("name an entity, or a branch with `--git BASE`")
    if snapshot is not None or output is ImpactFormat.MARKDOWN:
        raise typer.BadParameter("--snapshot and `--format markdown` go with `--git BASE`")
    from catalogsite.commands.graph import impact as impact_of
    from catalogsite.commands.query import find_ref

    index = index_of(config, state_dir)
    _print(impact_of(graph_of(index, edges), find_ref(index, target), depth), target, output)
    return exit_codes.OK


def _print(found: Impact, target: str, output: ImpactFormat) -> None:
    from catalogsite.commands.graph import impact_text

    if output is ImpactFormat.JSON:
        print_json(found.model_dump(mode="json"))
    elif found.dependents:
        rows = [(str(one.distance), one.ref, one.via, one.owner) for one in found.dependents]
        Terminal().table(("distance", "ref", "via", "owner"), rows)
        Terminal().say("\n".join(impact_text(found)))
    else:
        Terminal().say(f"nothing depends on {target}")


def _of_changes(
    base: str,
    folder: Path,
    snapshot: Path | None,
    config: Path,
    state_dir: Path | None,
    output: ImpactFormat,
) -> None:
    from catalogsite import pipeline
    from catalogsite.collect.catalog_context import load_context

    if not folder.is_dir():
        raise typer.BadParameter(f"there is no folder '{folder}'")
    with Terminal() as terminal:
        run = run_of(terminal, config, state_dir=state_dir)
        context = load_context(run, partial=True, snapshot=snapshot)
        found = pipeline.impact_since(run, folder, base, context)
    if not found.whole:
        terminal.note("no snapshot: only dependents in these folders are known; name a --snapshot")
    _print_changes(found, output, terminal)


def _print_changes(found: ChangeImpact, output: ImpactFormat, terminal: Terminal) -> None:
    from catalogsite.commands.graph.changed import change_impact_markdown, change_impact_text

    if output is ImpactFormat.JSON:
        print_json(found.model_dump(mode="json"))
    elif output is ImpactFormat.MARKDOWN:
        typer.echo(change_impact_markdown(found), nl=False)
    else:
        terminal.say(change_impact_text(found))
