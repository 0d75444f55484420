"""The findings about the graph, as text."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.execution.progress import counted
from catalogsite.graph.cycles import CycleGroup
from catalogsite.graph.findings import GraphFindings
from catalogsite.graph.reach_counts import ReachCount
from catalogsite.graph.rules import Violation
from catalogsite.graph.shared_most import OwnerPair
from catalogsite.graph.single_points import SinglePoint, WeakNeed

_MOST_LINES = 10


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
        ("dependencies that no descriptor names", [f"{a} -> {b}" for a, b in found.undeclared]),
        ("without any dependency", list(found.isolated)),
        ("what most need", [_needed(one) for one in found.most_needed]),
        ("owners with the most in common", [_pair(one) for one in found.shared_most]),
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


def _pair(one: OwnerPair) -> str:
    between = one.first_needs + one.second_needs
    dependencies = counted(between, "dependency", "dependencies")
    both = (
        f", and both need {counted(one.both_need, 'entity', 'entities')}" if one.both_need else ""
    )
    return f"{one.first} and {one.second}: {dependencies} between them{both}"


def _by(inferred: bool) -> str:
    return ", by its manifests" if inferred else ""
