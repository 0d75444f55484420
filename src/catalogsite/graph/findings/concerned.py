"""Which findings concern an entity, its owner, its system and its domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalogsite.graph.findings.report import GraphFindings
from catalogsite.graph.graph import Graph
from catalogsite.model.entity import owner_of, targets_of

_MOST_LEVELS = 10
"""The systems and domains above an entity."""


class Concern(NamedTuple):
    """How many findings of one sort concern an entity, or what it owns or contains."""

    sort: str
    number: int


def concerns(graph: Graph, found: GraphFindings) -> Mapping[str, tuple[Concern, ...]]:
    """The sorts of findings by the reference of each entity, owner, system and domain, in page order.

    A finding counts once for each of them, for the owners and systems of all of its entities.
    """
    counts: dict[str, Counter[str]] = {}
    for sort, refs in _findings(found):
        for ref in {above for one in refs for above in _above(graph, one)}:
            counts.setdefault(ref, Counter())[sort] += 1
    return {
        ref: tuple(Concern(sort, number) for sort, number in sorts.items())
        for ref, sorts in counts.items()
    }


def _findings(found: GraphFindings) -> Iterator[tuple[str, tuple[str, ...]]]:
    for cycle in found.cycles:
        yield "cycles", cycle.refs
    for violation in found.violations:
        yield "violations", (violation.source,)
    for weak in found.weak_needs:
        yield "weak-needs", (weak.source,)
    for point in found.single_points:
        yield "single-points", (point.ref,)
    for source, _ in found.undeclared:
        yield "undeclared", (source,)
    for one in found.declarations:
        yield "declarations", (one.source,)
    for ref in found.isolated:
        yield "isolated", (ref,)


def _above(graph: Graph, ref: str) -> Iterator[str]:
    entity = graph.entities.get(ref)
    if entity is None:
        return
    yield ref
    owner = owner_of(entity)
    if owner is not None:
        yield owner
    level, seen = [entity], {ref}
    for _ in range(_MOST_LEVELS):
        parents = {target for one in level for target in targets_of(one, "partOf")} - seen
        seen |= parents
        yield from sorted(parents)
        level = [graph.entities[one] for one in sorted(parents) if one in graph]
