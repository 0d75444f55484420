"""The commands `graph query` and `graph findings`: a part of the graph, and what is wrong in it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    from catalogsite.graph.graph import Graph

graph = typer.Typer(no_args_is_help=True, help="The dependency graph.")
app.add_typer(graph, name="graph", rich_help_panel=QUERIES)


class EdgeChoice(StrEnum):
    """The dependencies that may be left out."""

    DECLARED = "declared"
    INFERRED = "inferred"
    API = "api"


class GraphOutput(StrEnum):
    """The formats of a part of the graph."""

    TREE = "tree"
    JSON = "json"
    DOT = "dot"
    GRAPHML = "graphml"
    MERMAID = "mermaid"
    CSV = "csv"


Edges = Annotated[
    list[EdgeChoice] | None,
    typer.Option("--edges", help="Only these dependencies; may be repeated. Default: all."),
]


@graph.command("query")
def query(
    selector: Annotated[
        str, typer.Argument(metavar="SELECTOR", help="Such as `+component:payments+2`.")
    ],
    *,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="SELECTOR", help="Without these; may be repeated."),
    ] = None,
    edges: Edges = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: Annotated[GraphOutput, typer.Option("--format", help="How to print it.")] = (
        GraphOutput.TREE
    ),
) -> int:
    """Print a part of the dependency graph.

    A selector is a reference or `FIELD:VALUE`, where `*` matches any text. `+` before it adds all
    that it needs, `+` after it all who need it, and a number beside the `+` is the most steps. A comma
    means both, a space either, and `!` takes away.

    Example: `catalogsite graph query 'component:payments+2,!owner:team-a' --format mermaid`
    """
    from catalogsite.commands import graph as questions

    found = questions.subgraph(_graph(config, state_dir, edges), selector, exclude or ())
    Terminal().say(questions.write_graph(found, questions.GraphFormat(output.value)))
    return exit_codes.OK


@graph.command("findings")
def findings(
    *,
    edges: Edges = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """List cycles, forbidden and weak dependencies, single points of failure and isolated entities.

    Example: `catalogsite graph findings --format json`
    """
    from catalogsite.commands import graph as questions

    found = questions.findings(_graph(config, state_dir, edges))
    if output is Format.JSON:
        print_json(found.model_dump(mode="json"))
    else:
        Terminal().say(questions.findings_text(found))
    return exit_codes.OK


def _graph(config: Path, state_dir: Path | None, edges: list[EdgeChoice] | None) -> Graph:
    from catalogsite.graph.graph import EDGE_KINDS, Graph
    from catalogsite.model.snapshot_index import SnapshotIndex
    from catalogsite.state.snapshot_file import read_snapshot

    snapshot = read_snapshot(state_of(settings_of(config), state_dir).snapshot)
    wanted = {edge.value for edge in edges or ()}
    chosen = [kind for kind in EDGE_KINDS if not wanted or kind in wanted]
    return Graph.of(SnapshotIndex(snapshot), chosen)
