"""Dependencies that the rules of the configuration forbid, as problems of the catalog."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.errors import SelectorError
from catalogsite.graph.findings.evidence import evidence_of
from catalogsite.graph.findings.rules import Violation, readable_rules, violations
from catalogsite.graph.graph import Graph
from catalogsite.model.entity import Origin
from catalogsite.model.problem import Problem
from catalogsite.model.relations.dependency_rule import DependencyRule
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.problems.create import SourceLocation, problem


def with_rule_violations(snapshot: Snapshot, others: KnownEntities = NO_OTHER_ENTITIES) -> Snapshot:
    """The snapshot with a problem for each dependency of its entities that a rule forbids.

    The rules are those of the snapshot; `others` are entities that they may also be about.
    """
    if not snapshot.dependency_rules:
        return snapshot
    index = SnapshotIndex(snapshot)
    entities = {ref: one.data for ref, one in others.entities.items()} | dict(index.entities)
    graph = Graph(entities, index.inferred_pairs, index.relation_types)
    found = [
        one
        for rule in snapshot.dependency_rules
        for one in _problems(index, graph, rule, whole=others.whole)
    ]
    return snapshot.model_copy(update={"problems": (*snapshot.problems, *found)})


def _problems(
    index: SnapshotIndex, graph: Graph, rule: DependencyRule, *, whole: bool
) -> Iterator[Problem]:
    try:
        found = violations(graph, readable_rules([rule]))
    except SelectorError as error:
        # A part of the catalog need not have every kind.
        if whole:
            at = SourceLocation(rule.file, rule.line)
            yield problem("dependency-rule", at=at, rule=rule.name, reason=error.what)
        return
    yield from (_problem(index, rule, one) for one in found if one.source in index)


def _problem(index: SnapshotIndex, rule: DependencyRule, found: Violation) -> Problem:
    origin = index.origin(found.source)
    words = index.relation_types.direction(found.relation).words
    return problem(
        "forbidden-dependency",
        at=_place(index, found, origin),
        rule=rule.name,
        source=found.source,
        words=f"{words}, by its manifests," if found.inferred else words,
        target=found.target,
        place=f" ({rule.place})" if rule.place else "",
    )


def _place(index: SnapshotIndex, found: Violation, origin: Origin) -> SourceLocation:
    """The line of the manifest that names the dependency, else the document of the entity."""
    place = next(iter(evidence_of(index, found.source, found.target)), None)
    if found.inferred and place is not None and place.file:
        return SourceLocation(
            place.file, place.line, None, found.source, origin.repository or place.repository
        )
    return SourceLocation(origin.file, origin.line, None, found.source, origin.repository)
