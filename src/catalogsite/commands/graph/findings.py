"""What is wrong in the graph: cycles, forbidden and weak dependencies, single points of failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogsite.execution.progress import counted
from catalogsite.graph.cycles import CycleGroup, cycle_groups
from catalogsite.graph.graph import Graph
from catalogsite.graph.isolated import isolated
from catalogsite.graph.reach_counts import ReachCount, reach_counts
from catalogsite.graph.rules import Rule, Violation, violations
from catalogsite.graph.single_points import SinglePoint, WeakNeed, single_points, weak_needs
from catalogsite.model.value import Value

_MOST_LINES = 10
_MOST_NEEDED = 10


class GraphFindings(Value):
    """Everything that was found, the weightiest of each sort first."""

    cycles: tuple[CycleGroup, ...]
    violations: tuple[Violation, ...]
    weak_needs: tuple[WeakNeed, ...]
    single_points: tuple[SinglePoint, ...]
    isolated: tuple[str, ...]
    most_needed: tuple[ReachCount, ...]


def findings(graph: Graph, rules: Iterable[Rule] = ()) -> GraphFindings:
    """All findings about a graph, and the ten entities that most need. Raises SelectorError for a rule that cannot be read."""
    return GraphFindings(
        cycles=cycle_groups(graph),
        violations=violations(graph, rules),
        weak_needs=weak_needs(graph),
        single_points=single_points(graph),
        isolated=isolated(graph),
        most_needed=tuple(one for one in reach_counts(graph)[:_MOST_NEEDED] if one.dependents),
    )


def findings_text(found: GraphFindings) -> str:
    """The findings for a terminal, at most ten lines of each sort."""
    return (
        "\n".join(_lines(found)) or "nothing found: no cycle, and no dependency that is forbidden"
    )


def _lines(found: GraphFindings) -> Iterator[str]:
    parts = (
        ("dependencies that a rule forbids", [_violation(one) for one in found.violations]),
        ("entities that need each other", [line for one in found.cycles for line in _group(one)]),
        ("production that needs what is not", [_weak(one) for one in found.weak_needs]),
        ("single points of failure", [_point(one) for one in found.single_points]),
        ("without any dependency", list(found.isolated)),
        ("what most need", [_needed(one) for one in found.most_needed]),
    )
    for title, lines in parts:
        if lines:
            yield f"{title}: {len(lines)}"
            yield from (f"  {line}" for line in lines[:_MOST_LINES])
            if len(lines) > _MOST_LINES:
                yield f"  and {len(lines) - _MOST_LINES} more: `--format json` has all"


def _violation(one: Violation) -> str:
    return f"{one.source} {one.relation} {one.target}{_by(one.inferred)}  ({one.rule})"


def _group(one: CycleGroup) -> Iterator[str]:
    shortest = one.cycles[0]
    way = " -> ".join((*shortest, shortest[0])) if len(shortest) <= _MOST_LINES else "a long cycle"
    yield (
        f"{len(one.refs)} entities, for example {way}; without {one.removal.source} -> "
        f"{one.removal.target} {one.removal.opens} are on no cycle"
    )


def _weak(one: WeakNeed) -> str:
    return f"{one.source} needs {one.target}, which is {one.lifecycle}{_by(one.inferred)}"


def _point(one: SinglePoint) -> str:
    return (
        f"{one.ref}: {counted(one.dependents, 'entity', 'entities')} of "
        f"{counted(one.owners, 'owner')} need it, {one.production} of them in production"
    )


def _needed(one: ReachCount) -> str:
    return (
        f"{one.ref}: {counted(one.dependents, 'entity', 'entities')} directly or through others, "
        f"and it needs {one.dependencies}"
    )


def _by(inferred: bool) -> str:
    return ", by its manifests" if inferred else ""
