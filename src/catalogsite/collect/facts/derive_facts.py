"""Facts that are derived from the files of repositories: languages and dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from catalogsite.collect.facts.derive_apis import api_links
from catalogsite.collect.facts.derive_packages import package_facts
from catalogsite.collect.facts.manifest_provenance import component_folders, provenance
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.collectors.protocol import UsedPackage
from catalogsite.inference import InferredDependency, link_dependencies, publishers_of
from catalogsite.inference.inferred import Dependency
from catalogsite.inference.linking import Publisher, Stated
from catalogsite.inference.pinned import pinned_version
from catalogsite.inference.services.inferred import InferredNeed
from catalogsite.model.entity import EntityData, Origin, ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts import dependencies, languages
from catalogsite.model.relations.types import Meaning, RelationTypes

_BACKSTAGE = RelationTypes()
_NEEDS: frozenset[Meaning] = frozenset({"needs", "is needed by"})


def derived_facts(
    readings: Sequence[RepositoryReading],
    entities: Sequence[EntityData],
    origins: Mapping[str, Origin],
    now: datetime,
    types: RelationTypes = _BACKSTAGE,
    needs: Iterable[InferredNeed] = (),
) -> list[Fact]:
    """Languages of repositories, dependencies between components, and the packages of others.

    Sorted like all facts. `needs` are those between inferred parts of one repository, by reference.
    """
    stated = frozenset(_stated(entities, types))
    facts = [
        *_languages(readings, now),
        *_dependencies(readings, stated, origins, now, needs),
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
    stated: Stated,
    origins: Mapping[str, Origin],
    now: datetime,
    needs: Iterable[InferredNeed],
) -> Iterator[Fact]:
    publishers: list[Publisher] = []
    folders = component_folders(origins)
    for reading in readings:
        if reading.inferred is not None:
            publishers += publishers_of(reading.inferred, folders.get(reading.repository.id, {}))
    repositories = {reading.repository.id: reading.repository for reading in readings}
    found: dict[str, list[dependencies.Dependency]] = {}
    links = (*link_dependencies(publishers, stated), *api_links(readings, origins, stated))
    for link in links:
        found.setdefault(link.source, []).append(_evidence(link))
    for need in needs:
        found.setdefault(need.source, []).append(_addressed(need, stated))
    for source, entries in sorted(found.items()):
        repository = repositories[origins[source].repository or ""]
        yield Fact(
            subject=source,
            key=dependencies.KIND.key,
            value=dependencies.Dependencies(tuple(entries)),
            provenance=provenance("manifests", repository, now, entries[0].file),
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


def _stated(entities: Iterable[EntityData], types: RelationTypes) -> Iterator[tuple[str, str, str]]:
    """The dependencies and API relations of all entities; a need by any name states a dependsOn too."""
    for entity in entities:
        ref = ref_of(entity)
        for one in entity.get("relations") or ():
            relation, target = one["type"], one["targetRef"]
            meaning = types.direction(relation).meaning
            if meaning in _NEEDS:
                yield ref, relation, target
            if meaning == "needs" and relation != dependencies.DEPENDS_ON:
                yield ref, dependencies.DEPENDS_ON, target


def _addressed(need: InferredNeed, stated: Stated) -> dependencies.Dependency:
    """The entry of a service that a setting or a Compose file names, and not by a package."""
    given: dict[str, object] = {"target": need.target, "file": need.file, "line": need.line}
    if (need.source, dependencies.DEPENDS_ON, need.target) in stated:
        given["declared"] = True
    return dependencies.Dependency.model_validate(given)


def _evidence(link: InferredDependency) -> dependencies.Dependency:
    needed = link.dependency
    given: dict[str, object] = {
        "target": link.target,
        "package": needed.name,
        "file": needed.file,
        "line": needed.line,
    }
    # The address of a server and the name of a topic are no packages.
    if needed.purl:
        given |= {"purl": needed.purl, "requirement": needed.requirement}
    # Most are plain needs at run time: in a snapshot of many only what differs is written.
    differing: dict[str, object] = {
        "relation": needed.relation,
        "scope": needed.scope,
        "optional": needed.optional,
        "condition": needed.condition,
        "declared": link.declared,
    }
    fields = dependencies.Dependency.model_fields
    given |= {key: value for key, value in differing.items() if value != fields[key].default}
    return dependencies.Dependency.model_validate(given)
