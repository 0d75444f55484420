"""Turns packages and dependencies into dependsOn relations between entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from catalogsite.inference.values import Dependency, Package


class Publisher(NamedTuple):
    """The packages and dependencies that one entity stands for."""

    ref: str
    packages: tuple[Package, ...] = ()
    dependencies: tuple[Dependency, ...] = ()


class InferredDependency(NamedTuple):
    """`source` depends on `target`, because a manifest of the first names a package of the second."""

    source: str
    target: str
    evidence: str


def link_dependencies(
    publishers: Iterable[Publisher], declared: Mapping[str, Iterable[str]] | None = None
) -> tuple[InferredDependency, ...]:
    """Inferred dependsOn relations, sorted; pairs that are `declared` already are left out.

    A package that two entities publish belongs to nobody, so no relation is guessed from it.
    """
    everyone = tuple(publishers)
    owners = _owners(everyone)
    known = {ref: frozenset(targets) for ref, targets in (declared or {}).items()}
    found: dict[tuple[str, str], str] = {}
    for publisher in everyone:
        for dependency in publisher.dependencies:
            target = owners.get(dependency.purl)
            if target is None or target == publisher.ref:
                continue
            if target not in known.get(publisher.ref, ()):
                found.setdefault((publisher.ref, target), _evidence(dependency))
    return tuple(
        InferredDependency(source, target, evidence)
        for (source, target), evidence in sorted(found.items())
    )


def _owners(publishers: tuple[Publisher, ...]) -> dict[str, str]:
    owners: dict[str, str] = {}
    contested: set[str] = set()
    for publisher in publishers:
        for package in publisher.packages:
            if owners.setdefault(package.purl, publisher.ref) != publisher.ref:
                contested.add(package.purl)
    return {purl: ref for purl, ref in owners.items() if purl not in contested}


def _evidence(dependency: Dependency) -> str:
    line = f":{dependency.line}" if dependency.line else ""
    return f"{dependency.name} in {dependency.file}{line}"
