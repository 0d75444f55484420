"""Facts that are derived from the files of repositories: languages and dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collectors.protocol import UsedPackage
from catalogsite.inference import InferredDependency, link_dependencies, publishers_of
from catalogsite.inference.inferred import Dependency
from catalogsite.inference.linking import Publisher
from catalogsite.inference.pinned import pinned_version
from catalogsite.model.entity import EntityData, Origin, ref_of
from catalogsite.model.fact import Fact, Provenance
from catalogsite.model.facts import dependencies, languages
from catalogsite.model.repository import Repository
from catalogsite.repositories.hosts import file_url


def derived_facts(
    readings: Sequence[RepositoryReading],
    entities: Sequence[EntityData],
    origins: Mapping[str, Origin],
    now: datetime,
) -> list[Fact]:
    """Languages of repositories, and dependencies between components; sorted like all facts."""
    facts = [*_languages(readings, now), *_dependencies(readings, entities, origins, now)]
    return sorted(facts, key=lambda fact: (fact.subject, fact.key))


def _languages(readings: Iterable[RepositoryReading], now: datetime) -> Iterator[Fact]:
    for reading in readings:
        found = reading.inferred.languages if reading.inferred else {}
        if found:
            provenance = _provenance("files", reading.repository, now)
            yield Fact(
                subject=reading.repository.id,
                key=languages.KIND.key,
                value=languages.Languages(found),
                provenance=provenance,
            )


def _dependencies(
    readings: Sequence[RepositoryReading],
    entities: Sequence[EntityData],
    origins: Mapping[str, Origin],
    now: datetime,
) -> Iterator[Fact]:
    publishers: list[Publisher] = []
    folders = _folders(origins)
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
            provenance=_provenance("manifests", repository, now, links[0].dependency.file),
        )


def used_packages(
    readings: Iterable[RepositoryReading], origins: Mapping[str, Origin]
) -> dict[str, tuple[UsedPackage, ...]]:
    """The packages that the manifests of each component name, by its reference; each once."""
    folders = _folders(origins)
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


def _folders(origins: Mapping[str, Origin]) -> dict[str, dict[str, str]]:
    """The folder of each component by its reference, by repository id."""
    found: dict[str, dict[str, str]] = {}
    for ref, origin in origins.items():
        if origin.repository is not None and ref.startswith("component:"):
            folder = "" if origin.inferred else (origin.file or "").rpartition("/")[0]
            found.setdefault(origin.repository, {})[ref] = folder
    return found


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


def _provenance(
    source: str, repository: Repository, now: datetime, file: str | None = None
) -> Provenance:
    return Provenance(
        source=source,
        time=repository.committed or now,
        url=file_url(repository, file) if file else repository.web_url,
        commit=repository.commit,
        stale_since=repository.stale_since,
    )
