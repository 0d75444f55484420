"""What is wrong in the graph: cycles, forbidden and weak dependencies, single points of failure."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.graph.findings.cycles import CycleGroup, cycle_groups
from catalogsite.graph.findings.isolated import KINDS, isolated
from catalogsite.graph.findings.rules import Rule, Violation, violations
from catalogsite.graph.findings.shared_most import OwnerPair, shared_most
from catalogsite.graph.findings.single_points import (
    SinglePoint,
    WeakNeed,
    single_points,
    weak_needs,
)
from catalogsite.graph.findings.undeclared import DeclarationFinding
from catalogsite.graph.graph import Graph
from catalogsite.graph.reach_counts import ReachCount, most_needed
from catalogsite.graph.users import Users
from catalogsite.model.value import Value

_MOST_NEEDED = 10


class Examined(Value):
    """What was looked at: components, APIs and resources, dependencies, and rules.

    `found_dependencies` are those of the dependencies that no descriptor names.
    """

    entities: int
    dependencies: int
    found_dependencies: int
    rules: int


class GraphFindings(Value):
    """Everything that was found, the weightiest of each sort first."""

    examined: Examined
    cycles: tuple[CycleGroup, ...]
    violations: tuple[Violation, ...]
    weak_needs: tuple[WeakNeed, ...]
    single_points: tuple[SinglePoint, ...]
    undeclared: tuple[tuple[str, str], ...]
    declarations: tuple[DeclarationFinding, ...]
    isolated: tuple[str, ...]
    most_needed: tuple[ReachCount, ...]
    shared_most: tuple[OwnerPair, ...]


def findings(
    graph: Graph, rules: Iterable[Rule] = (), declarations: Iterable[DeclarationFinding] = ()
) -> GraphFindings:
    """All findings about a graph, and the ten entities that most need.

    `undeclared` are (entity, what it needs) of dependencies that the descriptor of the first does not
    name, `declarations` those that files and descriptors disagree about otherwise. Raises SelectorError
    for a rule that cannot be applied.
    """
    stated, differences, users = tuple(rules), tuple(declarations), Users(graph)
    undeclared = {(one.source, one.target) for one in differences if one.difference == "undeclared"}
    return GraphFindings(
        examined=_examined(graph, len(stated)),
        cycles=cycle_groups(graph),
        violations=violations(graph, stated),
        weak_needs=weak_needs(graph),
        single_points=single_points(graph, users),
        undeclared=tuple(sorted(undeclared)),
        declarations=tuple(one for one in differences if one.difference != "undeclared"),
        isolated=isolated(graph),
        most_needed=tuple(one for one in most_needed(graph, users, _MOST_NEEDED) if one.dependents),
        shared_most=shared_most(graph),
    )


def _examined(graph: Graph, rules: int) -> Examined:
    return Examined(
        entities=sum(ref.partition(":")[0] in KINDS for ref in graph.entities),
        dependencies=graph.needs.number_of_edges(),
        found_dependencies=len(graph.inferred),
        rules=rules,
    )
