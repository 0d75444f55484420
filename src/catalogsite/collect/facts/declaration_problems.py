"""Problems for what files name and descriptors do not, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from catalogsite.graph.findings.undeclared import DeclarationFinding, declaration_findings
from catalogsite.model.problem import Problem, by_place
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.snapshot_index import SnapshotIndex
from catalogsite.problems.create import SourceLocation, problem

FIELDS = {
    "consumesApi": "spec.consumesApis",
    "dependsOn": "spec.dependsOn",
    "providesApi": "spec.providesApis",
}
"""The field of a descriptor that states a relation."""

_NAMED = 3
"""Targets that one problem names."""


def with_declaration_problems(snapshot: Snapshot) -> Snapshot:
    """The snapshot with a problem for each difference between its files and its descriptors."""
    index = SnapshotIndex(snapshot)
    found = tuple(declaration_problems(index, declaration_findings(index)))
    if not found:
        return snapshot
    problems = tuple(sorted((*snapshot.problems, *found), key=by_place))
    return snapshot.model_copy(update={"problems": problems})


def declaration_problems(
    index: SnapshotIndex, findings: Iterable[DeclarationFinding]
) -> Iterator[Problem]:
    """A problem for each finding; those that are undeclared are one for each entity and field."""
    everything = [*findings]
    undeclared = (one for one in everything if one.difference == "undeclared")
    for (source, field), group in groupby(
        sorted(undeclared, key=_source_and_field), _source_and_field
    ):
        targets = _targets([*group])
        yield problem(
            "dependency-undeclared", at=_descriptor(index, source), targets=targets, field=field
        )
    for one in everything:
        if one.difference == "without evidence":
            at = _descriptor(index, one.source)
            yield problem("dependency-without-evidence", at=at, target=one.target)
        elif one.difference == "opposite":
            at = _evidence(index, one)
            yield problem("dependency-contradicted", at=at, target=one.target, source=one.source)
        elif one.difference == "excluded version":
            yield problem(
                "dependency-contradicted",
                "version",
                at=_evidence(index, one),
                package=one.package,
                requirement=one.requirement,
                target=one.target,
                version=one.version,
            )


def _source_and_field(one: DeclarationFinding) -> tuple[str, str]:
    return one.source, FIELDS[one.relation]


def _targets(found: Sequence[DeclarationFinding]) -> str:
    named = [
        f"{one.target} ({one.file}:{one.line})" if one.file else one.target
        for one in found[:_NAMED]
    ]
    left = len(found) - len(named)
    return ", ".join(named) + (f" and {left:,} more" if left else "")


def _descriptor(index: SnapshotIndex, ref: str) -> SourceLocation:
    origin = index.origin(ref)
    return SourceLocation(origin.file, origin.line, None, ref, origin.repository)


def _evidence(index: SnapshotIndex, one: DeclarationFinding) -> SourceLocation:
    repository = index.origin(one.source).repository
    return SourceLocation(one.file or None, one.line or None, None, one.source, repository)
