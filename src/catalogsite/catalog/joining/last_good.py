"""The last good entities of repositories and files that cannot be read now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from catalogsite.catalog.reading import ReadEntity
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.entity import EntityData, ref_of
from catalogsite.model.problem import Level, Problem
from catalogsite.model.repository import Repository, RepositoryState
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.source_run import Failure

_UNREAD_FILE = frozenset(
    {"file-binary", "file-lfs", "file-size", "file-unreadable", "yaml-syntax", "yaml-root"}
)
"""Rules of any level that hide entities of a file; so does an error about its encoding."""


class LastGood(NamedTuple):
    """Repositories, and entities and documentation by reference, taken over from the last snapshot."""

    repositories: tuple[Repository, ...]
    entities: dict[str, ReadEntity]
    documentation: dict[str, Documentation]


def last_good_of(
    previous: Snapshot,
    current: Mapping[str, Repository],
    failures: Sequence[Failure],
    problems: Iterable[Problem],
) -> LastGood:
    """The entities of the last snapshot whose files or repositories cannot be read now.

    So an error never removes an entity from the portal: its last good version stays.
    """
    gone = tuple(
        _stale(repository, previous)
        for repository in previous.repositories
        if _failed(repository, current, failures)
    )
    failed = {repository.id for repository in gone}
    found = list(problems)
    files = {(one.repository, one.file) for one in found if _hides_a_file(one)}
    refs = {(one.repository, one.entity_ref) for one in found if one.level is Level.ERROR}
    entities = {}
    for entity in previous.entities:
        ref = ref_of(entity)
        origin = previous.origins.get(ref)
        if origin is None or (origin.inferred and origin.repository not in failed):
            continue
        hidden = (origin.repository, origin.file) in files
        if origin.repository in failed or hidden or (origin.repository, ref) in refs:
            since = origin.stale_since or previous.created
            stale = origin.model_copy(update={"stale_since": since})
            entities[ref] = ReadEntity(data=_without_relations(entity), origin=stale)
    documentation = {doc.entity_ref: doc for doc in previous.documentation}
    return LastGood(gone, entities, documentation)


def _failed(
    repository: Repository, current: Mapping[str, Repository], failures: Sequence[Failure]
) -> bool:
    now = current.get(repository.id)
    if now is not None:
        return now.state is RepositoryState.FAILED
    return any(
        repository.id in failure.subjects
        or (not failure.subjects and failure.source == repository.source)
        for failure in failures
    )


def _stale(repository: Repository, previous: Snapshot) -> Repository:
    since = repository.stale_since or previous.created
    return repository.model_copy(update={"state": RepositoryState.STALE, "stale_since": since})


def _hides_a_file(problem: Problem) -> bool:
    is_error = problem.level is Level.ERROR
    return problem.rule in _UNREAD_FILE or (problem.rule == "file-encoding" and is_error)


def _without_relations(entity: EntityData) -> EntityData:
    return {key: value for key, value in entity.items() if key != "relations"}
