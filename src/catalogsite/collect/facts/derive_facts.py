"""Facts that are derived from the files of repositories: languages and dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from catalogsite.collect.facts.derive_dependencies import BACKSTAGE_TYPES, dependency_facts
from catalogsite.collect.facts.derive_packages import package_facts
from catalogsite.collect.facts.manifest_provenance import component_folders, provenance
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collectors.protocol import UsedPackage
from catalogsite.inference import publishers_of
from catalogsite.inference.inferred import Dependency
from catalogsite.inference.linking import Publisher
from catalogsite.inference.pinned import pinned_version
from catalogsite.inference.services.inferred import InferredNeed
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact
from catalogsite.model.facts import languages
from catalogsite.model.relations.types import RelationTypes


def derived_facts(
    readings: Sequence[RepositoryReading],
    entities: Sequence[EntityData],
    origins: Mapping[str, Origin],
    now: datetime,
    types: RelationTypes = BACKSTAGE_TYPES,
    needs: Iterable[InferredNeed] = (),
    elsewhere: Iterable[Publisher] = (),
) -> list[Fact]:
    """Languages of repositories, dependencies between components, and the packages of others.

    Sorted like all facts. `needs` are those between inferred parts of one repository, by reference;
    `elsewhere` are those who publish packages in repositories that are not read.
    """
    facts = [
        *_languages(readings, now),
        *dependency_facts(readings, entities, origins, now, types, needs, elsewhere),
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
