"""The entities of a draft, each with what was found and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from catalogsite.catalog.kinds.formats import suggest_name, suggest_tag
from catalogsite.inference.codeowners import owners_of
from catalogsite.inference.inferred import InferredRepository, OwnerRule
from catalogsite.inference.owner import is_team, owner_name
from catalogsite.inference.services.inferred import (
    InferredNeed,
    InferredService,
    InferredServices,
    InferredStore,
)

NOBODY = "unknown"
"""The owner of what CODEOWNERS names nobody for; a reader is asked to correct it."""


class Described(NamedTuple):
    """An entity as its authors could write it, and comments about where its values were found."""

    entity: dict[str, Any]
    comments: tuple[str, ...]


def single_component(found: InferredRepository) -> Described:
    """The component of a repository that builds one thing."""
    comments = []
    if found.readme:
        comments.append(f"title and description: {found.readme}")
    if found.language:
        comments.append(f"language: {found.language}, the largest by bytes")
    metadata: dict[str, Any] = {"name": _name(found.name)}
    if found.title and found.title != metadata["name"]:
        metadata["title"] = found.title
    if found.description:
        metadata["description"] = found.description
    tags = sorted({tag for word in found.tags if (tag := suggest_tag(word))})
    if tags:
        metadata["tags"] = tags
    if found.links:
        metadata["links"] = [{"title": one.title, "url": one.url} for one in found.links]
    comments += _owner_comment(found.owner)
    spec = {
        "type": found.type or "library",
        "lifecycle": "unknown",
        "owner": found.owner or NOBODY,
    }
    return Described(_entity("Component", metadata, spec), tuple(comments))


def several_components(
    found: InferredRepository, services: InferredServices, rules: Sequence[OwnerRule]
) -> Iterator[Described]:
    """A system, a component for each service of a repository, and a resource for each store."""
    system = _name(found.name)
    owner = found.owner or NOBODY
    metadata: dict[str, Any] = {"name": system}
    if found.title and found.title != system:
        metadata["title"] = found.title
    if found.description:
        metadata["description"] = found.description
    comment = (f"{len(services.services)} services in one repository", *_owner_comment(found.owner))
    yield Described(_entity("System", metadata, {"owner": owner}), comment)
    kinds = {one.name: "component" for one in services.services}
    kinds |= {one.name: "resource" for one in services.stores}
    for service in services.services:
        needs = [one for one in services.needs if one.source == service.name]
        yield _component(service, needs, kinds, system, _owner_at(rules, service.folder) or owner)
    for store in services.stores:
        yield _resource(store, system, owner)


def _component(
    service: InferredService,
    needs: Iterable[InferredNeed],
    kinds: dict[str, str],
    system: str,
    owner: str,
) -> Described:
    comments = [f"{service.file}:{service.line}, built from {service.folder or 'the top folder'}"]
    if service.image:
        comments.append(f"image: {service.image}")
    metadata: dict[str, Any] = {"name": _name(service.name)}
    if service.language and (tag := suggest_tag(service.language)):
        metadata["tags"] = [tag]
    spec: dict[str, Any] = {"type": "service", "lifecycle": "unknown", "owner": owner}
    spec["system"] = system
    targets = []
    for need in needs:
        targets.append(f"{kinds[need.target]}:{_name(need.target)}")
        comments.append(f"needs {need.target}: {need.file}:{need.line}")
    if targets:
        spec["dependsOn"] = targets
    return Described(_entity("Component", metadata, spec), tuple(comments))


def _resource(store: InferredStore, system: str, owner: str) -> Described:
    spec = {"type": store.type, "owner": owner, "system": system}
    entity = _entity("Resource", {"name": _name(store.name)}, spec)
    return Described(entity, (f"{store.file}:{store.line}",))


def _entity(kind: str, metadata: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    }


def _owner_comment(owner: str | None) -> list[str]:
    return [] if owner else ["owner: CODEOWNERS names nobody; write the team"]


def _owner_at(rules: Sequence[OwnerRule], folder: str) -> str | None:
    named = [one for one in owners_of(rules, f"{folder}/") if owner_name(one)]
    best = next(filter(is_team, named), named[0] if named else None)
    return owner_name(best) if best else None


def _name(text: str) -> str:
    return suggest_name(text) or "repository"
