"""The entities of a draft, each with what was found and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from catalogsite.catalog.reading import ReadEntity
from catalogsite.collect.reading.inferred_component import whole_component
from catalogsite.collect.reading.inferred_entities import (
    component_ref,
    inferred_entities,
    needs_between,
)
from catalogsite.inference.inferred import InferredRepository
from catalogsite.inference.services.inferred import InferredNeed, InferredServices
from catalogsite.model.entity import ref_of
from catalogsite.model.repository import Repository
from catalogsite.model.urls import split_ref

NOBODY = "unknown"
"""The owner of what CODEOWNERS names nobody for; a reader is asked to correct it."""


class Described(NamedTuple):
    """An entity as its authors could write it, and comments about where its values were found."""

    entity: dict[str, Any]
    comments: tuple[str, ...]


def described_entities(
    repository: Repository, found: InferredRepository, services: InferredServices
) -> Iterator[Described]:
    """What the catalog shows of a repository without a descriptor, complete as a descriptor must be.

    A folder of which nothing is known is one component: somebody asked for its draft.
    """
    whole, *parts = inferred_entities(repository, found, services) or (
        whole_component(repository, found),
    )
    yield Described(_completed(whole), tuple(_about_whole(found, services)))
    refs = {ref_of(one.data): ref_of(one.data) for one in parts}
    needs = needs_between(services, refs)
    images = {component_ref(one.name): one.image for one in services.services}
    for part in parts:
        ref = ref_of(part.data)
        own = [one for one in needs if one.source == ref]
        yield Described(_completed(part, own), tuple(_about_part(part, images.get(ref), own)))


def _completed(one: ReadEntity, needs: Sequence[InferredNeed] = ()) -> dict[str, Any]:
    """The entity with the fields that a descriptor must have, and without those of its address."""
    metadata = {key: value for key, value in one.data["metadata"].items() if key != "annotations"}
    spec = dict(one.data["spec"])
    owner, system = spec.pop("owner", None) or NOBODY, spec.pop("system", None)
    if one.data["kind"] == "Component":
        spec = {"type": spec.get("type") or "library", "lifecycle": spec["lifecycle"]}
    spec["owner"] = owner
    if system:
        spec["system"] = system
    if needs:
        spec["dependsOn"] = [_short(need.target) for need in needs]
    return {**one.data, "metadata": metadata, "spec": spec}


def _short(ref: str) -> str:
    kind, _, name = split_ref(ref)
    return f"{kind}:{name}"


def _about_whole(found: InferredRepository, services: InferredServices) -> Iterator[str]:
    if services.services:
        yield f"{len(services.services)} services in one repository"
    else:
        if found.readme:
            yield f"title and description: {found.readme}"
        if found.language:
            yield f"language: {found.language}, the largest by bytes"
    if not found.owner:
        yield "owner: CODEOWNERS names nobody; write the team"


def _about_part(
    part: ReadEntity, image: str | None, needs: Iterable[InferredNeed]
) -> Iterator[str]:
    origin = part.origin
    place = f"{origin.file}:{origin.line}"
    if origin.folder is None:
        yield place
        return
    yield f"{place}, built from {origin.folder or 'the top folder'}"
    if image:
        yield f"image: {image}"
    for need in needs:
        yield f"needs {split_ref(need.target)[2]}: {need.file}:{need.line}"
