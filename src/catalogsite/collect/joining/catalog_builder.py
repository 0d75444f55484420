"""Decides which of several readings an entity of the catalog comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalogsite.catalog.joining.last_good import last_good_of
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.joining.duplicates import dropped_duplicate
from catalogsite.collect.joining.holders import is_held_by
from catalogsite.collect.reading.inferred_component import with_known_owner, with_name_of_path
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import KnownOwners
from catalogsite.model.documentation import Documentation
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure


class CatalogBuilder:
    """A catalog that grows by readings; of several entities with one reference one stays.

    That is the entity of `holders`, which are the origins of entities that the last catalog had
    from the same repositories (see `holders.py`), else the first. `entities`, `documentation` and
    `skeletons` are by reference, `repositories` by id.
    """

    def __init__(self, policy: Policy, holders: Mapping[str, Origin] | None = None) -> None:
        self._policy = policy
        self._holders = holders or {}
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
        kept = last_good_of(previous, repositories, failures, self.problems)
        for repository in kept.repositories:
            current = self.repositories.setdefault(repository.id, repository)
            if current.state is RepositoryState.FAILED:
                self.repositories[repository.id] = repository
        for ref, entity in kept.entities.items():
            if ref in self.entities and not self._replaces_newcomer(ref, entity):
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
        first = self.entities.get(ref)
        if first and first.origin.inferred and first.origin.repository != repository.id:
            component = with_name_of_path(component, repository)
            ref, before = ref_of(component.data), ref
            reading = reading.with_documentation_of(before, ref)
        if ref in self.entities or not self._policy.allows(component.data, repository.id):
            return
        self.entities[ref] = component
        for documentation in reading.documentation:
            if documentation.entity_ref == ref:
                self.documentation[ref] = documentation

    def _add_entity(self, ref: str, entity: ReadEntity) -> None:
        self._described.add(entity.origin.repository or "")
        holder = self._holders.get(ref)
        if holder is not None and not is_held_by(holder, entity.origin):
            self.problems.append(dropped_duplicate(ref, entity.origin, holder))
            return
        first = self.entities.setdefault(ref, entity)
        if first is not entity:
            self.problems.append(dropped_duplicate(ref, entity.origin, first.origin))

    def _replaces_newcomer(self, ref: str, last_good: ReadEntity) -> bool:
        """Whether the last good entity stays although another repository defines it now."""
        kept, now = last_good.origin, self.entities[ref].origin
        if kept.inferred or kept.repository == now.repository:
            return False
        self.problems.append(dropped_duplicate(ref, now, kept))
        self.documentation.pop(ref, None)
        self.skeletons.pop(ref, None)
        return True

    def _is_from(self, ref: str, repository: str) -> bool:
        entity = self.entities.get(ref)
        return entity is not None and entity.origin.repository == repository


def _with_repository(problem: Problem, repository: str) -> Problem:
    if problem.repository is not None:
        return problem
    return problem.model_copy(update={"repository": repository})
