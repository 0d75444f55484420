"""The relations of components to APIs that their configurations, contracts and Protocol Buffers show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalogsite.collect.facts.manifest_provenance import component_folders
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import InferredDependency
from catalogsite.inference.apis.link_apis import PROVIDES, Caller, KnownApi, callers_of, link_apis
from catalogsite.inference.linking import Stated, component_near
from catalogsite.model.entity import Origin


def api_links(
    readings: Sequence[RepositoryReading], origins: Mapping[str, Origin], stated: Stated
) -> tuple[InferredDependency, ...]:
    """Who provides and who consumes an API of the catalog, with the line that shows it."""
    folders = component_folders(origins)
    known = list(_known(readings, origins, folders, stated))
    return link_apis(known, _callers(readings, folders), stated) if known else ()


def _callers(
    readings: Sequence[RepositoryReading], folders: Mapping[str, Mapping[str, str]]
) -> Iterator[Caller]:
    for reading in readings:
        if reading.inferred is not None:
            own = folders.get(reading.repository.id, {})
            yield from callers_of(reading.inferred, reading.repository.id, own)


def _known(
    readings: Sequence[RepositoryReading],
    origins: Mapping[str, Origin],
    folders: Mapping[str, Mapping[str, str]],
    stated: Stated,
) -> Iterator[KnownApi]:
    providers: dict[str, set[str]] = {}
    for source, relation, target in stated:
        if relation == PROVIDES:
            providers.setdefault(target, set()).add(source)
    for reading in readings:
        repository = reading.repository.id
        for contract in reading.contracts:
            origin = origins.get(contract.ref)
            # Of an entity that two repositories define, only the one in the catalog counts.
            if origin is not None and origin.repository == repository:
                near = component_near(origin.file or "", folders.get(repository, {}))
                own = {near} if near else set()
                yield KnownApi(
                    contract, repository, frozenset(providers.get(contract.ref, set()) | own)
                )
