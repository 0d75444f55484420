"""Infers the component of a repository whose authors wrote no descriptor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.catalog.annotations.locations import LocationAnnotations
from catalogsite.catalog.kinds.formats import suggest_name, suggest_tag
from catalogsite.catalog.reading import ReadEntity
from catalogsite.inference import InferredRepository
from catalogsite.model.entity import Origin
from catalogsite.model.repository import Repository


def inferred_component(repository: Repository, found: InferredRepository) -> ReadEntity | None:
    """The component of a repository; None for one without README, code and description."""
    if not (found.readme or found.language or found.packages or repository.description):
        return None
    return whole_component(repository, found)


def whole_component(repository: Repository, found: InferredRepository) -> ReadEntity:
    """A Component as its authors could have written it, with the owner that CODEOWNERS names."""
    entity = {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": repository_metadata(repository, found),
        "spec": dict(_spec(repository, found)),
    }
    origin = Origin(repository=repository.id, file=found.readme, line=None, inferred=True)
    return ReadEntity(data=entity, origin=origin)


def lifecycle_of(repository: Repository) -> str:
    """The lifecycle of what a repository holds, as far as its host tells."""
    return "deprecated" if repository.archived else "unknown"


def repository_metadata(repository: Repository, found: InferredRepository) -> dict[str, Any]:
    """The metadata of the entity that stands for a whole repository."""
    return dict(_metadata(repository, found))


def location_annotations(repository: Repository, file: str = "") -> dict[str, str]:
    """The annotations that lead to a file of a repository at its host, or to the repository."""
    found = LocationAnnotations(repository).annotate({}, file, "") if repository.web_url else {}
    if repository.host == "github" and repository.web_url:
        found["github.com/project-slug"] = "/".join(repository.web_url.rsplit("/", 2)[1:])
    return found


def _spec(repository: Repository, found: InferredRepository) -> Iterator[tuple[str, str]]:
    if found.type:
        yield "type", found.type
    yield "lifecycle", lifecycle_of(repository)
    if found.owner:
        yield "owner", found.owner


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
    yield "annotations", location_annotations(repository)
