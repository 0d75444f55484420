"""The commands `graph query`, `graph findings` and `graph shared`: questions to the dependency graph."""

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
    from catalogsite.model.snapshot_index import SnapshotIndex

graph = typer.Typer(no_args_is_help=True, help="The dependency graph.")
app.add_typer(graph, name="graph", rich_help_panel=QUERIES)


class EdgeChoice(StrEnum):
    """The dependencies that may be left out."""

    DECLARED = "declared"
    INFERRED = "inferred"
    API = "api"


class FindingSort(StrEnum):
    """The sorts of findings."""

    VIOLATIONS = "violations"
    CYCLES = "cycles"
    WEAK_NEEDS = "weak-needs"
    SINGLE_POINTS = "single-points"
    UNDECLARED = "undeclared"
    DECLARATIONS = "declarations"
    ISOLATED = "isolated"
    MOST_NEEDED = "most-needed"
    SHARED = "shared"


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

    found = questions.subgraph(
        graph_of(index_of(config, state_dir), edges), selector, exclude or ()
    )
    Terminal().say(questions.write_graph(found, questions.GraphFormat(output.value)))
    return exit_codes.OK


@graph.command("findings")
def findings(
    *,
    only: Annotated[
        FindingSort | None, typer.Option("--only", help="Only this sort, and all of it.")
    ] = None,
    edges: Edges = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """List cycles, forbidden and weak dependencies, single points of failure and isolated entities.

    Example: `catalogsite graph findings --format json`
    """
    from catalogsite.commands import graph as questions
    from catalogsite.graph.findings.rules import readable_rules
    from catalogsite.graph.findings.undeclared import declaration_findings

    rules = readable_rules(settings_of(config).graph.dependency_rules())
    index = index_of(config, state_dir)
    found = questions.findings(graph_of(index, edges), rules, declaration_findings(index))
    if output is Format.JSON:
        print_json(found.model_dump(mode="json"))
    else:
        Terminal().say(questions.findings_text(found, only.value if only else None))
    return exit_codes.OK


@graph.command("shared")
def shared(
    first: Annotated[str, typer.Argument(metavar="A", help="The reference of a group or user.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    *,
    edges: Edges = None,
    config: ConfigFile = CONFIG_FILE,
    state_dir: StateDir = None,
    output: AnswerFormat = Format.TEXT,
) -> int:
    """Show what connects two owners: who needs whom, and what entities of both need.

    Example: `catalogsite graph shared payments-core orders`
    """
    from catalogsite.commands import graph as questions
    from catalogsite.commands.query import find_ref
    from catalogsite.graph.findings.isolated import shared as shared_by

    index = index_of(config, state_dir)
    owners = find_ref(index, first), find_ref(index, second)
    found = shared_by(graph_of(index, edges), *owners)
    if output is Format.JSON:
        print_json(found._asdict())
    else:
        Terminal().say(questions.shared_text(found, *owners))
    return exit_codes.OK


def index_of(config: Path, state_dir: Path | None) -> SnapshotIndex:
    """The last snapshot."""
    from catalogsite.model.snapshot_index import SnapshotIndex
    from catalogsite.state.snapshot_file import read_snapshot

    return SnapshotIndex(read_snapshot(state_of(settings_of(config), state_dir).snapshot))


def graph_of(index: SnapshotIndex, edges: list[EdgeChoice] | None) -> Graph:
    """The graph of a snapshot with the chosen dependencies, or with all."""
    from catalogsite.graph.graph import EDGE_KINDS, Graph

    wanted = {edge.value for edge in edges or ()}
    return Graph.of(index, [kind for kind in EDGE_KINDS if not wanted or kind in wanted])
