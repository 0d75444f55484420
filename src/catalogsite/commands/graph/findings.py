"""The findings about the graph, as text."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.execution.progress import counted
from catalogsite.graph.findings.cycles import CycleGroup
from catalogsite.graph.findings.report import GraphFindings
from catalogsite.graph.findings.rules import Violation
from catalogsite.graph.findings.shared_most import OwnerPair
from catalogsite.graph.findings.single_points import SinglePoint, WeakNeed
from catalogsite.graph.findings.undeclared import DeclarationFinding
from catalogsite.graph.reach_counts import ReachCount

_MOST_LINES = 10


def findings_text(found: GraphFindings, only: str | None = None) -> str:
    """The findings for a terminal: at most ten lines of each sort, or all of the sort `only`."""
    lines = _of_one(found, only) if only else list(_lines(found))
    return "\n".join(lines) or "nothing found: no cycle, and no dependency that is forbidden"


def _lines(found: GraphFindings) -> Iterator[str]:
    for name, (title, lines) in _sorts(found).items():
        if lines:
            yield f"{title}: {len(lines)}"
            yield from (f"  {line}" for line in lines[:_MOST_LINES])
            if len(lines) > _MOST_LINES:
                yield f"  and {len(lines) - _MOST_LINES} more: `--only {name}` prints all"


def _of_one(found: GraphFindings, only: str) -> list[str]:
    title, lines = _sorts(found)[only]
    if only == "cycles":
        lines = [line for one in found.cycles for line in _every_cycle(one)]
    return lines or [f"{title}: none"]


def _sorts(found: GraphFindings) -> dict[str, tuple[str, list[str]]]:
    return {
        "violations": (
            "dependencies that a rule forbids",
            [_violation(one) for one in found.violations],
        ),
        "cycles": ("entities that need each other", [_group(one) for one in found.cycles]),
        "weak-needs": (
            "production that needs what is not",
            [_weak(one) for one in found.weak_needs],
        ),
        "single-points": ("single points of failure", [_point(one) for one in found.single_points]),
        "undeclared": (
            "dependencies that no descriptor names",
            [f"{source} -> {target}" for source, target in found.undeclared],
        ),
        "declarations": (
            "descriptors and files that disagree",
            [_disagreement(one) for one in found.declarations],
        ),
        "isolated": ("without any dependency", list(found.isolated)),
        "most-needed": ("what most need", [_needed(one) for one in found.most_needed]),
        "shared": ("owners with the most in common", [_pair(one) for one in found.shared_most]),
    }


def _every_cycle(one: CycleGroup) -> Iterator[str]:
    """The group, and below it each cycle that was found, however long."""
    yield _group(one)
    for cycle in one.cycles:
        yield f"  {' -> '.join((*cycle, cycle[0]))}"
    if not one.complete:
        yield "  and others, which were not searched for"


def _violation(one: Violation) -> str:
    return f"{one.source} {one.relation} {one.target}{_by(one.inferred)}  ({one.rule})"


def _group(one: CycleGroup) -> str:
    shortest = one.cycles[0]
    way = " -> ".join((*shortest, shortest[0])) if len(shortest) <= _MOST_LINES else "a long cycle"
    return (
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


def _disagreement(one: DeclarationFinding) -> str:
    place = f"  ({one.file}:{one.line})" if one.file else ""
    return f"{one.source} -> {one.target}: {one.difference}{place}"


def _pair(one: OwnerPair) -> str:
    between = one.first_needs + one.second_needs
    dependencies = counted(between, "dependency", "dependencies")
    both = (
        f", and both need {counted(one.both_need, 'entity', 'entities')}" if one.both_need else ""
    )
    return f"{one.first} and {one.second}: {dependencies} between them{both}"


def _by(inferred: bool) -> str:
    return ", by its manifests" if inferred else ""
