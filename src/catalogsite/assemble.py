"""Decides what the catalog is: who wins where two say the same, and what is related to what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from catalogsite.catalog.references import ref_of
from catalogsite.catalog.values import ExternalTarget, ReadEntity
from catalogsite.hosts import split_file_url
from catalogsite.model import (
    Documentation,
    EntityData,
    Failure,
    Level,
    Origin,
    Problem,
    Repository,
    RepositoryState,
    Snapshot,
)
from catalogsite.read import RepositoryReading
from catalogsite.stitch import Stitched, stitch

_INLINE_DEFINITION = 2048
Put = Callable[[bytes], str]


class Assembled(NamedTuple):
    """The catalog; entities are stitched and sorted by reference, as in the snapshot."""

    repositories: tuple[Repository, ...]
    entities: tuple[EntityData, ...]
    origins: dict[str, Origin]
    documentation: tuple[Documentation, ...]
    problems: tuple[Problem, ...]


def assemble(
    readings: Sequence[RepositoryReading],
    *,
    kinds: Sequence[str],
    infer: bool,
    previous: Snapshot,
    failures: Sequence[Failure],
    put: Put,
) -> Assembled:
    """One catalog of all readings; where two declare the same reference the first one counts.

    First means: in the order of the sources, then of the repositories as their source lists
    them, then of files by path. What a repository said before stays where it failed now.
    `put` keeps long API definitions in the store and returns their hash.
    """
    lost = _Lost.of(readings, failures, previous)
    chosen, problems = _first_of_each([*_declared(readings), *lost.entities], kinds)
    if infer:
        chosen |= {ref: one for ref, one in _inferred(readings, chosen) if ref not in chosen}
    stitched = stitch(chosen)
    entities = {ref: _with_stored_definition(stitched.entities[ref], put) for ref in sorted(chosen)}
    said = [problem for reading in readings for problem in _problems_of(reading)]
    documented = [d for reading in readings for d in reading.documentation]
    return Assembled(
        repositories=tuple(sorted(_repositories(readings, lost), key=lambda one: one.id)),
        entities=tuple(entities.values()),
        origins={ref: chosen[ref].origin for ref in entities},
        documentation=_documentation([*documented, *lost.documentation], chosen),
        problems=_sorted([*said, *problems, *_unread(readings, chosen), *stitched.problems]),
    )


class _Lost(NamedTuple):
    """What the previous snapshot knew of repositories that could not be read now."""

    repositories: tuple[Repository, ...]
    entities: tuple[ReadEntity, ...]
    documentation: tuple[Documentation, ...]

    @classmethod
    def of(
        cls,
        readings: Sequence[RepositoryReading],
        failures: Sequence[Failure],
        previous: Snapshot,
    ) -> _Lost:
        failed = {r.repository.id for r in readings if _has_failed(r)}
        read = {r.repository.id for r in readings} - failed
        failed |= {subject for failure in failures for subject in failure.subjects} - read
        kept = tuple(
            _stale(repository, previous)
            for repository in previous.repositories
            if repository.id in failed
        )
        entities = tuple(
            ReadEntity(data=_unstitched(entity), origin=previous.origins[ref])
            for entity in previous.entities
            if (ref := ref_of(entity)) in previous.origins
            and previous.origins[ref].repository in failed
        )
        documented = tuple(d for d in previous.documentation if d.repository in failed)
        return cls(kept, entities, documented)


def _has_failed(reading: RepositoryReading) -> bool:
    return reading.repository.state is RepositoryState.FAILED


def _stale(repository: Repository, previous: Snapshot) -> Repository:
    since = repository.stale_since or previous.created
    return repository.model_copy(update={"state": RepositoryState.STALE, "stale_since": since})


def _unstitched(entity: EntityData) -> EntityData:
    return {key: value for key, value in entity.items() if key != "relations"}


def _declared(readings: Iterable[RepositoryReading]) -> Iterator[ReadEntity]:
    for reading in readings:
        yield from reading.catalog.entities


def _inferred(
    readings: Iterable[RepositoryReading], chosen: dict[str, ReadEntity]
) -> Iterator[tuple[str, ReadEntity]]:
    described = {one.origin.repository for one in chosen.values()}
    for reading in readings:
        if reading.component and reading.repository.id not in described:
            yield ref_of(reading.component.data), reading.component


def _first_of_each(
    entities: Iterable[ReadEntity], kinds: Sequence[str]
) -> tuple[dict[str, ReadEntity], list[Problem]]:
    allowed = {kind.lower() for kind in kinds}
    chosen: dict[str, ReadEntity] = {}
    problems: list[Problem] = []
    for entity in entities:
        if allowed and entity.data["kind"].lower() not in allowed:
            continue
        ref = ref_of(entity.data)
        if ref not in chosen:
            chosen[ref] = entity
        elif not _same_place(chosen[ref].origin, entity.origin):
            problems.append(_duplicate(ref, chosen[ref].origin, entity.origin))
    return chosen, problems


def _same_place(first: Origin, second: Origin) -> bool:
    return (first.repository, first.file, first.line) == (
        second.repository,
        second.file,
        second.line,
    )


def _duplicate(ref: str, first: Origin, second: Origin) -> Problem:
    return Problem(
        rule="duplicate-entity",
        level=Level.ERROR,
        message=f"`{ref}` is declared twice; the one at {_place(first)} counts",
        fix="rename one of the two, or remove it",
        file=second.file,
        line=second.line,
        entity_ref=ref,
        repository=second.repository,
    )


def _place(origin: Origin) -> str:
    place = "/".join(part for part in (origin.repository, origin.file) if part)
    return f"{place}:{origin.line}" if origin.line else place


def _repositories(readings: Iterable[RepositoryReading], lost: _Lost) -> Iterator[Repository]:
    kept = {repository.id: repository for repository in lost.repositories}
    for reading in readings:
        yield kept.pop(reading.repository.id, reading.repository)
    yield from kept.values()


def _problems_of(reading: RepositoryReading) -> tuple[Problem, ...]:
    return (*reading.catalog.problems, *reading.problems)


def _unread(
    readings: Iterable[RepositoryReading], chosen: dict[str, ReadEntity]
) -> Iterator[Problem]:
    """Targets of Locations that lie in no repository of this run."""
    readings = tuple(readings)
    webs = {r.repository.web_url for r in readings if r.repository.web_url}
    for reading in readings:
        for target in reading.catalog.external:
            found = split_file_url(target.url)
            if not target.optional and (found is None or found.web_url not in webs):
                yield _not_read(target)


def _not_read(target: ExternalTarget) -> Problem:
    return Problem(
        rule="location-outside",
        level=Level.WARNING,
        message=f"the target {target.url} lies outside the repositories of this portal",
        fix=f"add a source: {{kind: catalog, target: {target.url}}}",
        file=target.file,
        line=target.line,
        repository=target.repository,
    )


def _documentation(
    documentation: Iterable[Documentation], chosen: dict[str, ReadEntity]
) -> tuple[Documentation, ...]:
    """One documentation for each entity that made it into the catalog, from where it was read."""
    found: dict[str, Documentation] = {}
    for one in documentation:
        entity = chosen.get(one.entity_ref)
        if entity and entity.origin.repository == one.repository:
            found.setdefault(one.entity_ref, one)
    return tuple(found[ref] for ref in sorted(found))


def _with_stored_definition(entity: EntityData, put: Put) -> EntityData:
    spec = entity.get("spec") or {}
    text = spec.get("definition")
    if not isinstance(text, str) or len(text) <= _INLINE_DEFINITION:
        return entity
    stored = {"$text": f"store:{put(text.encode('utf-8', 'surrogatepass'))}"}
    return {**entity, "spec": {**spec, "definition": stored}}


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    unique = dict.fromkeys(problems)
    return tuple(
        sorted(unique, key=lambda p: (p.repository or "", p.file or "", p.line or 0, p.message))
    )


__all__ = ["Assembled", "Stitched", "assemble"]
