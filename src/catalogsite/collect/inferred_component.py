"""The component that stands for a repository whose authors wrote no descriptor."""

from __future__ import annotations

from typing import Any

from catalogsite.catalog.annotations.locations import LocationAnnotations
from catalogsite.catalog.kinds.formats import suggest_name, suggest_tag
from catalogsite.catalog.reading import ReadEntity
from catalogsite.inference import InferredRepository
from catalogsite.model.entity import Origin
from catalogsite.model.repository import Repository


def inferred_component(repository: Repository, found: InferredRepository) -> ReadEntity | None:
    """A Component of the shape its authors could have written; None for an empty repository."""
    if not (found.readme or found.language or found.packages or repository.description):
        return None
    metadata: dict[str, Any] = {"name": _name(repository.name)}
    if found.title and found.title != metadata["name"]:
        metadata["title"] = found.title
    description = repository.description or found.description
    if description:
        metadata["description"] = description
    tags = sorted({tag for text in (*repository.topics, *found.tags) if (tag := suggest_tag(text))})
    if tags:
        metadata["tags"] = tags
    links = [{"title": link.title, "url": link.url} for link in found.links]
    if links:
        metadata["links"] = links
    metadata["annotations"] = _annotations(repository)
    spec = {
        "type": found.type,
        "lifecycle": "deprecated" if repository.archived else "unknown",
        "owner": found.owner or "unknown",
    }
    entity = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": metadata,
        "spec": spec,
    }
    origin = Origin(repository=repository.id, file=found.readme, line=None, inferred=True)
    return ReadEntity(data=entity, origin=origin)


def _annotations(repository: Repository) -> dict[str, str]:
    annotations = LocationAnnotations(repository).annotate({}, "", "") if repository.web_url else {}
    if repository.host == "github" and repository.web_url:
        slug = "/".join(repository.web_url.rsplit("/", 2)[1:])
        annotations["github.com/project-slug"] = slug
    return annotations


def _name(text: str) -> str:
    return suggest_name(text) or "repository"
