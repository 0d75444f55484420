"""Facts about what components use of each other, and what they publish for that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from catalogsite.collect.facts.derive_apis import api_links
from catalogsite.collect.facts.manifest_provenance import component_folders, provenance
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import InferredDependency, link_dependencies, publishers_of
from catalogsite.inference.inferred import Package
from catalogsite.inference.linking import Publisher, Stated
from catalogsite.inference.services.inferred import InferredNeed
from catalogsite.model.entity import EntityData, Origin, ref_of
from catalogsite.model.fact import Fact
from catalogsite.model.facts import dependencies, publishes
from catalogsite.model.relations.types import Meaning, RelationTypes
from catalogsite.model.snapshot import Snapshot

BACKSTAGE_TYPES = RelationTypes()
_NEEDS: frozenset[Meaning] = frozenset({"needs", "is needed by"})


def dependency_facts(
    readings: Sequence[RepositoryReading],
    entities: Sequence[EntityData],
    origins: Mapping[str, Origin],
    now: datetime,
    types: RelationTypes = BACKSTAGE_TYPES,
    needs: Iterable[InferredNeed] = (),
    elsewhere: Iterable[Publisher] = (),
) -> Iterator[Fact]:
    """What each component uses of others, and the packages that it publishes.

    `needs` are those between inferred parts of one repository, by reference. Packages that only
    `elsewhere` publishes, in repositories that are not read, count too.
    """
    stated = frozenset(_stated(entities, types))
    repositories = {reading.repository.id: reading.repository for reading in readings}
    publishers = _publishers(readings, origins)
    found: dict[str, list[dependencies.Dependency]] = {}
    links = link_dependencies((*publishers, *elsewhere), stated)
    for link in (*links, *api_links(readings, origins, stated)):
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
    for one in publishers:
        if public := [package for package in one.packages if not package.private]:
            repository = repositories[origins[one.ref].repository or ""]
            yield Fact(
                subject=one.ref,
                key=publishes.KIND.key,
                value=publishes.Publishes(tuple(map(_published, public))),
                provenance=provenance("manifests", repository, now, public[0].file),
            )


def publishers_elsewhere(snapshot: Snapshot, read: Collection[str]) -> list[Publisher]:
    """The packages that a snapshot has of entities outside the repositories with the ids `read`."""
    found = []
    for fact in snapshot.facts:
        origin, value = snapshot.origins.get(fact.subject), publishes.KIND.value_of(fact.value)
        if value is not None and origin is not None and origin.repository not in read:
            packages = (Package(purl=one.purl, name="", file="") for one in value.root)
            found.append(Publisher(fact.subject, tuple(packages)))
    return found


def _publishers(
    readings: Iterable[RepositoryReading], origins: Mapping[str, Origin]
) -> list[Publisher]:
    folders, found = component_folders(origins), list[Publisher]()
    for reading in readings:
        if reading.inferred is not None:
            found += publishers_of(reading.inferred, folders.get(reading.repository.id, {}))
    return found


def _published(package: Package) -> publishes.PublishedPackage:
    given = {
        "purl": package.purl,
        "version": package.version,
        "file": package.file,
        "line": package.line,
    }
    present = {key: value for key, value in given.items() if value is not None}
    return publishes.PublishedPackage.model_validate(present)


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
