"""Infers the component of a repository whose authors wrote no descriptor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.catalog.annotations.locations import LocationAnnotations
from catalogsite.catalog.kinds.formats import suggest_name, suggest_tag
from catalogsite.catalog.reading import ReadEntity
from catalogsite.inference import InferredRepository, KnownOwners
from catalogsite.model.entity import DEFAULT_NAMESPACE, Origin
from catalogsite.model.repository import Repository


def inferred_component(repository: Repository, found: InferredRepository) -> ReadEntity | None:
    """A Component without an owner, as its authors could have written it.

    None for a repository that has neither a README, nor code, nor a description.
    """
    if not (found.readme or found.language or found.packages or repository.description):
        return None
    lifecycle = "deprecated" if repository.archived else "unknown"
    entity = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": dict(_metadata(repository, found)),
        "spec": {**({"type": found.type} if found.type else {}), "lifecycle": lifecycle},
    }
    origin = Origin(repository=repository.id, file=found.readme, line=None, inferred=True)
    return ReadEntity(data=entity, origin=origin)


def with_known_owner(component: ReadEntity, owner: str | None, owners: KnownOwners) -> ReadEntity:
    """The inferred component with the entity of the catalog that is its owner.

    `owner` is what CODEOWNERS names: it stays as it is where no entity has that name.
    """
    data = component.data
    spec = dict(data["spec"])
    if owner is not None:
        spec["owner"] = owners.find(owner) or owner
    metadata = {"namespace": DEFAULT_NAMESPACE, **data["metadata"]}
    return component.model_copy(update={"data": {**data, "metadata": metadata, "spec": spec}})


def with_name_of_path(component: ReadEntity, repository: Repository) -> ReadEntity:
    """The inferred component with the name of its owner before its own: `acme-payments`.

    Repositories of several owners may have one name.
    """
    name = suggest_name("-".join(repository.id.split("/")[-2:]))
    metadata = {**component.data["metadata"], "name": name}
    metadata.setdefault("title", component.data["metadata"]["name"])
    return component.model_copy(update={"data": {**component.data, "metadata": metadata}})


def _metadata(repository: Repository, found: InferredRepository) -> Iterator[tuple[str, Any]]:
    name = suggest_name(repository.name) or "repository"
    yield "name", name
    if (title := found.title or repository.name) != name:
        yield "title", title
    if description := repository.description or found.description:
        yield "description", description
    words = (*repository.topics, *found.tags)
    if tags := sorted({tag for word in words if (tag := suggest_tag(word))}):
        yield "tags", tags
    if links := [{"title": link.title, "url": link.url} for link in found.links]:
        yield "links", links
    yield "annotations", _annotations(repository)


def _annotations(repository: Repository) -> dict[str, str]:
    annotations = LocationAnnotations(repository).annotate({}, "", "") if repository.web_url else {}
    if repository.host == "github" and repository.web_url:
        slug = "/".join(repository.web_url.rsplit("/", 2)[1:])
        annotations["github.com/project-slug"] = slug
    return annotations
