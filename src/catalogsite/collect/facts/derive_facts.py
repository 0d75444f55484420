"""Facts that are derived from the files of repositories: languages and dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from catalogsite.collect.facts.derive_packages import package_facts
from catalogsite.collect.facts.manifest_provenance import component_folders, provenance
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collectors.protocol import UsedPackage
from catalogsite.inference import InferredDependency, link_dependencies, publishers_of
from catalogsite.inference.inferred import Dependency
from catalogsite.inference.linking import Publisher
from catalogsite.inference.pinned import pinned_version
from catalogsite.model.entity import EntityData, Origin, ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts import dependencies, languages


def derived_facts(
    readings: Sequence[RepositoryReading],
    entities: Sequence[EntityData],
    origins: Mapping[str, Origin],
    now: datetime,
) -> list[Fact]:
    """Languages of repositories, dependencies between components, and the packages of others.

    Sorted like all facts.
    """
    facts = [
        *_languages(readings, now),
        *_dependencies(readings, entities, origins, now),
        *package_facts(readings, origins, now),
    ]
    return sorted(facts, key=lambda fact: (fact.subject, fact.key))


def _languages(readings: Iterable[RepositoryReading], now: datetime) -> Iterator[Fact]:
    for reading in readings:
        found = reading.inferred.languages if reading.inferred else {}
        if found:
            yield Fact(
                subject=reading.repository.id,
                key=languages.KIND.key,
                value=languages.Languages(found),
                provenance=provenance("files", reading.repository, now),
            )


def _dependencies(
    readings: Sequence[RepositoryReading],
    entities: Sequence[EntityData],
    origins: Mapping[str, Origin],
    now: datetime,
) -> Iterator[Fact]:
    publishers: list[Publisher] = []
    folders = component_folders(origins)
    for reading in readings:
        if reading.inferred is not None:
            publishers += publishers_of(reading.inferred, folders.get(reading.repository.id, {}))
    repositories = {reading.repository.id: reading.repository for reading in readings}
    by_source: dict[str, list[InferredDependency]] = {}
    for link in link_dependencies(publishers, _declared(entities)):
        by_source.setdefault(link.source, []).append(link)
    for source, links in by_source.items():
        repository = repositories[origins[source].repository or ""]
        yield Fact(
            subject=source,
            key=dependencies.KIND.key,
            value=dependencies.Dependencies(tuple(map(_evidence, links))),
            provenance=provenance("manifests", repository, now, links[0].dependency.file),
        )


def used_packages(
    readings: Iterable[RepositoryReading], origins: Mapping[str, Origin]
) -> dict[str, tuple[UsedPackage, ...]]:
    """The packages that the manifests of each component name, by its reference; each once."""
    folders = component_folders(origins)
    found: dict[str, tuple[UsedPackage, ...]] = {}
    for reading in readings:
        if reading.inferred is not None:
            for one in publishers_of(reading.inferred, folders.get(reading.repository.id, {})):
                used = dict.fromkeys(map(_used, one.dependencies))
                found[one.ref] = tuple(used)
    return found


def _used(needed: Dependency) -> UsedPackage:
    version = pinned_version(needed.purl, needed.requirement)
    return UsedPackage(needed.purl, needed.name, version, needed.file)


def _declared(entities: Iterable[EntityData]) -> dict[str, list[str]]:
    return {
        ref_of(entity): [one["targetRef"] for one in entity.get("relations") or ()]
        for entity in entities
    }


def _evidence(link: InferredDependency) -> dependencies.Dependency:
    needed = link.dependency
    return dependencies.Dependency(
        target=link.target,
        package=needed.name,
        purl=needed.purl,
        requirement=needed.requirement,
        file=needed.file,
        line=needed.line,
    )
