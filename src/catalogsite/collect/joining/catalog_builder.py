"""Decides which of several readings an entity of the catalog comes from."""

from __future__ import annotations

from collections.abc import Sequence

from catalogsite.catalog.joining.last_good import last_good_of
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.joining.duplicates import dropped_duplicate
from catalogsite.collect.reading.inferred_component import with_known_owner
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import KnownOwners
from catalogsite.model.documentation import Documentation
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure


class CatalogBuilder:
    """A catalog that grows by readings; of several entities with one reference the first stays.

    `entities`, `documentation` and `skeletons` are by reference, `repositories` by id.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._described: set[str] = set()
        self.entities: dict[str, ReadEntity] = {}
        self.problems: list[Problem] = []
        self.documentation: dict[str, Documentation] = {}
        self.repositories: dict[str, Repository] = {}
        self.skeletons: dict[str, tuple[str, ...]] = {}

    def add(self, reading: RepositoryReading) -> None:
        """Take the entities of a repository, and what belongs to those that stay."""
        repository = reading.repository
        self.repositories[repository.id] = repository
        for problem in (*reading.catalog.problems, *reading.problems):
            self.problems.append(_with_repository(problem, repository.id))
        for entity in reading.catalog.entities:
            self._add_entity(ref_of(entity.data), entity)
        for documentation in reading.documentation:
            if self._is_from(documentation.entity_ref, repository.id):
                self.documentation.setdefault(documentation.entity_ref, documentation)
        for ref, files in reading.skeletons.items():
            if self._is_from(ref, repository.id):
                self.skeletons.setdefault(ref, files)

    def add_last_good(
        self,
        previous: Snapshot,
        readings: Sequence[RepositoryReading],
        failures: Sequence[Failure],
    ) -> None:
        """Take entities of the previous snapshot whose repository or file cannot be read now."""
        repositories = {reading.repository.id: reading.repository for reading in readings}
        errors = [problem for problem in self.problems if problem.level is Level.ERROR]
        kept = last_good_of(previous, repositories, failures, errors)
        for repository in kept.repositories:
            current = self.repositories.setdefault(repository.id, repository)
            if current.state is RepositoryState.FAILED:
                self.repositories[repository.id] = repository
        for ref, entity in kept.entities.items():
            if ref in self.entities:
                continue
            self.entities[ref] = entity
            self._described.add(entity.origin.repository or "")
            if ref in previous.skeletons:
                self.skeletons[ref] = previous.skeletons[ref]
            if ref in kept.documentation:
                self.documentation.setdefault(ref, kept.documentation[ref])

    def add_inferred(self, reading: RepositoryReading, owners: KnownOwners) -> None:
        """Take the inferred component of a repository that has no entity of its own."""
        repository = reading.repository
        if reading.component is None or repository.id in self._described:
            return
        owner = reading.inferred.owner if reading.inferred else None
        component = with_known_owner(reading.component, owner, owners)
        ref = ref_of(component.data)
        if ref in self.entities or not self._policy.allows(component.data, repository.id):
            return
        self.entities[ref] = component
        for documentation in reading.documentation:
            if documentation.entity_ref == ref:
                self.documentation[ref] = documentation

    def _add_entity(self, ref: str, entity: ReadEntity) -> None:
        first = self.entities.setdefault(ref, entity)
        self._described.add(entity.origin.repository or "")
        if first is not entity:
            self.problems.append(dropped_duplicate(ref, entity.origin, first.origin))

    def _is_from(self, ref: str, repository: str) -> bool:
        entity = self.entities.get(ref)
        return entity is not None and entity.origin.repository == repository


def _with_repository(problem: Problem, repository: str) -> Problem:
    if problem.repository is not None:
        return problem
    return problem.model_copy(update={"repository": repository})
