"""Puts the readings of all repositories together into one catalog. Pure: nothing is read here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalogsite.catalog.joining.known_entities import NO_OTHER_ENTITIES, KnownEntities
from catalogsite.catalog.joining.last_good import last_good_of
from catalogsite.catalog.joining.stitching import stitch
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.read_repository import RepositoryReading
from catalogsite.inference import KnownOwners
from catalogsite.model.documentation import Documentation
from catalogsite.model.entity import DEFAULT_NAMESPACE, EntityData, Origin, as_stored, ref_of
from catalogsite.model.problem import Level, Problem, by_place
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure
from catalogsite.problems.create import SourceLocation, problem

MAX_DEFINITION = 2048
"""A longer API definition is kept in the store, in bytes."""

Put = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class AssembledCatalog:
    """One catalog: stitched entities sorted by reference, where they came from, what is wrong."""

    entities: tuple[EntityData, ...] = ()
    origins: dict[str, Origin] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    documentation: tuple[Documentation, ...] = ()
    repositories: tuple[Repository, ...] = ()
    skeletons: dict[str, tuple[str, ...]] = field(default_factory=dict)


def assemble(
    readings: Sequence[RepositoryReading],
    *,
    policy: Policy | None = None,
    infer: bool = True,
    previous: Snapshot | None = None,
    failures: Sequence[Failure] = (),
    problems: Sequence[Problem] = (),
    put: Put | None = None,
    around: KnownEntities = NO_OTHER_ENTITIES,
) -> AssembledCatalog:
    """Decide who wins, relate everything to everything, and tell what does not fit.

    `policy` names the company's own kinds; `previous` gives back what a repository that cannot be
    read now said the last time; `problems` are known already; `put` keeps long definitions; `around`
    is the rest of the catalog, where the readings are only a part.
    """
    policy = policy or Policy()
    catalog = _Catalog(policy)
    for reading in readings:
        catalog.add_all(reading)
    if previous is not None:
        catalog.keep(previous, readings, failures)
    if infer:
        owners = KnownOwners(catalog.entities)
        for reading in readings:
            catalog.add_inferred(reading, owners)
    catalog.compare(around)
    stitched, found = stitch(catalog.entities, policy.fields, around)
    entities = tuple(_with_short_definition(entity, put) for entity in stitched)
    told = (*catalog.problems, *found, *problems)
    return AssembledCatalog(
        entities=entities,
        origins={ref: catalog.entities[ref].origin for ref in sorted(catalog.entities)},
        problems=tuple(sorted(told, key=by_place)),
        documentation=tuple(catalog.documentation[ref] for ref in sorted(catalog.documentation)),
        repositories=tuple(catalog.repositories.values()),
        skeletons=dict(sorted(catalog.skeletons.items())),
    )


class _Catalog:
    """What was taken so far, by reference: the first to come is the one that stays."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.entities: dict[str, ReadEntity] = {}
        self.problems: list[Problem] = []
        self.documentation: dict[str, Documentation] = {}
        self.repositories: dict[str, Repository] = {}
        self.skeletons: dict[str, tuple[str, ...]] = {}
        self._owned: dict[str, set[str]] = {}

    def add_all(self, reading: RepositoryReading) -> None:
        """Take the entities, problems and documentation of a repository."""
        repository = reading.repository
        self.repositories[repository.id] = repository
        self._owned.setdefault(repository.id, set())
        for one in (*reading.catalog.problems, *reading.problems):
            self.problems.append(_of_repository(one, repository.id))
        for entity in reading.catalog.entities:
            self._add(ref_of(entity.data), entity)
        for documentation in reading.documentation:
            if self._is_from(documentation.entity_ref, repository.id):
                self.documentation.setdefault(documentation.entity_ref, documentation)
        for ref, files in reading.skeletons.items():
            if self._is_from(ref, repository.id):
                self.skeletons.setdefault(ref, files)

    def compare(self, around: KnownEntities) -> None:
        """Tell what other repositories define too."""
        for ref, entity in self.entities.items():
            other = around.entities.get(ref)
            if other and not other.origin.inferred and not entity.origin.inferred:
                at, place = _location(ref, entity.origin), _place(other.origin)
                self.problems.append(
                    problem("duplicate-entity", "elsewhere", at=at, entity=ref, place=place)
                )

    def add_inferred(self, reading: RepositoryReading, owners: KnownOwners) -> None:
        """Let the inferred component stand for a repository that has nothing else."""
        repository = reading.repository
        if reading.component is None or self._owned.get(repository.id):
            return
        data = _with_owner(reading.component.data, reading, owners)
        ref = ref_of(data)
        if ref in self.entities or not self._policy.allows(data, repository.id):
            return
        self.entities[ref] = reading.component.model_copy(update={"data": data})
        for documentation in reading.documentation:
            if documentation.entity_ref == ref:
                self.documentation[ref] = documentation

    def keep(
        self,
        previous: Snapshot,
        readings: Sequence[RepositoryReading],
        failures: Sequence[Failure],
    ) -> None:
        """Take back what the last run knew of repositories and files that are broken now."""
        states = {reading.repository.id: reading.repository for reading in readings}
        problems = [one for one in self.problems if one.level is Level.ERROR]
        kept = last_good_of(previous, states, failures, problems)
        for repository in kept.repositories:
            self.repositories.setdefault(repository.id, repository)
            if self.repositories[repository.id].state is RepositoryState.FAILED:
                self.repositories[repository.id] = repository
        for ref, entity in kept.entities.items():
            if ref not in self.entities:
                self.entities[ref] = entity
                self._owned.setdefault(entity.origin.repository or "", set()).add(ref)
                if ref in previous.skeletons:
                    self.skeletons[ref] = previous.skeletons[ref]
                if ref in kept.documentation:
                    self.documentation.setdefault(ref, kept.documentation[ref])

    def _add(self, ref: str, entity: ReadEntity) -> None:
        first = self.entities.setdefault(ref, entity)
        self._owned.setdefault(entity.origin.repository or "", set()).add(ref)
        if first is not entity:
            at, place = _location(ref, entity.origin), _place(first.origin)
            self.problems.append(
                problem("duplicate-entity", "dropped", at=at, entity=ref, place=place)
            )

    def _is_from(self, ref: str, repository: str) -> bool:
        entity = self.entities.get(ref)
        return entity is not None and entity.origin.repository == repository


def _with_owner(data: EntityData, reading: RepositoryReading, owners: KnownOwners) -> EntityData:
    """The inferred entity with an owner of the catalog, where CODEOWNERS names one."""
    metadata: dict[str, Any] = {"namespace": DEFAULT_NAMESPACE, **data["metadata"]}
    spec = dict(data["spec"])
    named = reading.inferred.owner if reading.inferred else None
    if named is None:
        # An owner that nobody named would look like a team called `unknown`.
        spec.pop("owner", None)
    else:
        spec["owner"] = owners.find(named) or named
    return {**data, "metadata": metadata, "spec": spec}


def _with_short_definition(entity: EntityData, put: Put | None) -> EntityData:
    if put is None or entity["kind"] != "API":
        return entity
    definition = entity["spec"].get("definition")
    if not isinstance(definition, str) or len(definition) <= MAX_DEFINITION // 4:
        return entity
    data = definition.encode("utf-8", errors="replace")
    if len(data) <= MAX_DEFINITION:
        return entity
    spec = {**entity["spec"], "definition": as_stored(put(data))}
    return {**entity, "spec": spec}


def _location(ref: str, origin: Origin) -> SourceLocation:
    return SourceLocation(origin.file, origin.line, None, ref, origin.repository)


def _of_repository(found: Problem, repository: str) -> Problem:
    if found.repository is not None:
        return found
    return found.model_copy(update={"repository": repository})


def _place(origin: Origin) -> str:
    line = f":{origin.line}" if origin.line else ""
    where = f"{origin.file}{line}" if origin.file else "its repository"
    return f"{where} of {origin.repository}" if origin.repository else where
