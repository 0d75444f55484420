"""Decides which of several readings an entity of the catalog comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalogsite.catalog.joining.last_good import last_good_of
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.joining.duplicates import dropped_duplicate
from catalogsite.collect.joining.holders import is_held_by
from catalogsite.collect.joining.inferred_names import with_free_names, with_known_owner
from catalogsite.collect.reading.inferred_entities import needs_between
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import KnownOwners
from catalogsite.inference.services.inferred import InferredNeed
from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import Origin, ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure
from catalogsite.model.templates.template_files import StoredTemplate


class CatalogBuilder:
    """A catalog that grows by readings; of several entities with one reference one stays.

    That is the entity of `holders`, which are the origins of entities that the last catalog had
    from the same repositories (see `holders.py`), else the first. `entities`, `documentation`,
    `skeletons` and `definitions` are by reference, `repositories` by id; `needs` are those between inferred entities,
    by reference.
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
        self.template_files: dict[str, StoredTemplate] = {}
        self.definitions: dict[str, ApiDefinition] = {}
        self.needs: list[InferredNeed] = []

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
        for ref, stored in reading.template_files.items():
            if self._is_from(ref, repository.id):
                self.template_files.setdefault(ref, stored)
        for ref, definition in reading.definitions.items():
            if self._is_from(ref, repository.id):
                self.definitions.setdefault(ref, definition)

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
            if ref in previous.template_files:
                self.template_files[ref] = previous.template_files[ref]
            if ref in previous.definitions:
                self.definitions[ref] = previous.definitions[ref]
            if ref in kept.documentation:
                self.documentation.setdefault(ref, kept.documentation[ref])

    def add_inferred(self, reading: RepositoryReading, owners: KnownOwners) -> None:
        """Take the inferred entities of a repository that has no entity of its own."""
        repository = reading.repository
        if repository.id in self._described:
            return
        names = with_free_names(reading.inferred_entities, self.entities, repository)
        refs: dict[str, str] = {}
        for before, named in names.items():
            if isinstance(named, str):
                refs[before] = named
            elif self._policy.allows(named.data, repository.id):
                refs[before] = ref_of(named.data)
                self.entities[refs[before]] = with_known_owner(named, owners)
        for one in reading.documentation:
            ref = refs.get(one.entity_ref)
            if ref is not None and self._is_from(ref, repository.id):
                self.documentation[ref] = one.model_copy(update={"entity_ref": ref})
        self.needs += needs_between(reading.services, refs)

    def add_copier(self, reading: RepositoryReading, owners: KnownOwners) -> None:
        """Take the Template that stands for a Copier template, unless somebody described that one."""
        named = with_free_names(reading.copier, self.entities, reading.repository).values()
        for one in named:
            if isinstance(one, ReadEntity) and self._policy.allows(one.data, reading.repository.id):
                self.entities[ref_of(one.data)] = with_known_owner(one, owners)

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
        self.template_files.pop(ref, None)
        self.definitions.pop(ref, None)
        return True

    def _is_from(self, ref: str, repository: str) -> bool:
        entity = self.entities.get(ref)
        return entity is not None and entity.origin.repository == repository


def _with_repository(problem: Problem, repository: str) -> Problem:
    if problem.repository is not None:
        return problem
    return problem.model_copy(update={"repository": repository})
