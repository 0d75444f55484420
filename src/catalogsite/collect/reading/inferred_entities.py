"""Infers the entities of a repository whose authors wrote no descriptor: one component, or a system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.catalog.annotations.locations import SOURCE
from catalogsite.catalog.kinds.formats import suggest_name, suggest_tag
from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.reading.inferred_component import (
    inferred_component,
    lifecycle_of,
    location_annotations,
    repository_metadata,
)
from catalogsite.inference import InferredRepository
from catalogsite.inference.services.inferred import (
    InferredNeed,
    InferredService,
    InferredServices,
    InferredStore,
)
from catalogsite.model.entity import DEFAULT_NAMESPACE, Origin, ref_of
from catalogsite.model.repository import Repository
from catalogsite.repositories.hosts import tree_url

_LONGEST_TITLE = 60


def inferred_entities(
    repository: Repository, found: InferredRepository, services: InferredServices
) -> tuple[ReadEntity, ...]:
    """What stands for a repository in the catalog, as its authors could have written it.

    Of one with several services that is a system, then a component for each service and a resource
    for each store, sorted by name; else its one component, or nothing.
    """
    if not services.services:
        component = inferred_component(repository, found)
        return (component,) if component else ()
    system = _system(repository, found)
    entities = {ref_of(system.data): system}
    name = system.data["metadata"]["name"]
    for part in _parts(repository, found, services, name):
        # Two names of services may be one name of an entity.
        entities.setdefault(ref_of(part.data), part)
    return tuple(entities.values())


def needs_between(services: InferredServices, refs: Mapping[str, str]) -> tuple[InferredNeed, ...]:
    """Who needs whom by reference, sorted; `refs` maps those of `inferred_entities` to the catalog's."""
    found = {one.name: refs.get(component_ref(one.name)) for one in services.services}
    found |= {one.name: refs.get(_ref("resource", one.name)) for one in services.stores}
    needs: dict[tuple[str, str], InferredNeed] = {}
    for one in services.needs:
        source, target = found[one.source], found[one.target]
        if source and target and source != target:
            need = one.model_copy(update={"source": source, "target": target})
            needs.setdefault((source, target), need)
    return tuple(needs[pair] for pair in sorted(needs))


def component_ref(service: str) -> str:
    """The reference of the component of a service."""
    return _ref("component", service)


def _ref(kind: str, name: str) -> str:
    return f"{kind}:{DEFAULT_NAMESPACE}/{_name(name)}".lower()


def _system(repository: Repository, found: InferredRepository) -> ReadEntity:
    spec = {"owner": found.owner} if found.owner else {}
    origin = Origin(repository=repository.id, file=found.readme, inferred=True, folder="")
    metadata = repository_metadata(repository, found)
    if len(metadata.get("title", "")) > _LONGEST_TITLE:
        # A sentence beside each of its parts is no name.
        metadata.setdefault("description", metadata["title"])
        del metadata["title"]
    return _entity("System", metadata, spec, origin)


def _parts(
    repository: Repository, found: InferredRepository, services: InferredServices, system: str
) -> Iterator[ReadEntity]:
    for service in services.services:
        yield _component(repository, service, system, service.owner or found.owner)
    for store in services.stores:
        yield _resource(repository, store, system, found.owner)


def _component(
    repository: Repository, service: InferredService, system: str, owner: str | None
) -> ReadEntity:
    metadata = _metadata(repository, service)
    if service.description:
        metadata["description"] = service.description
    folder = tree_url(repository, service.folder)
    if folder and metadata.get("annotations"):
        metadata["annotations"][SOURCE] = f"url:{folder}"
    if service.language and (tag := suggest_tag(service.language)):
        metadata["tags"] = [tag]
    spec = {
        "type": "service",
        "lifecycle": lifecycle_of(repository),
        **({"owner": owner} if owner else {}),
        "system": system,
    }
    origin = Origin(
        repository=repository.id,
        file=service.file,
        line=service.line,
        inferred=True,
        folder=service.folder,
    )
    return _entity("Component", metadata, spec, origin)


def _resource(
    repository: Repository, store: InferredStore, system: str, owner: str | None
) -> ReadEntity:
    spec = {"type": store.type, **({"owner": owner} if owner else {}), "system": system}
    origin = Origin(repository=repository.id, file=store.file, line=store.line, inferred=True)
    return _entity("Resource", _metadata(repository, store), spec, origin)


def _metadata(repository: Repository, part: InferredService | InferredStore) -> dict[str, Any]:
    return {
        "name": _name(part.name),
        "annotations": location_annotations(repository, part.file),
    }


def _entity(
    kind: str, metadata: dict[str, Any], spec: dict[str, Any], origin: Origin
) -> ReadEntity:
    data = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    }
    return ReadEntity(data=data, origin=origin)


def _name(text: str) -> str:
    return suggest_name(text) or "unnamed"
