"""Entities as Backstage JSON, and where they were read; reference, title, annotations, owner."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from catalogsite.model.value import Value

EntityData = dict[str, Any]
"""A Backstage entity as JSON: apiVersion, kind, metadata, spec, and once stitched, relations."""


class Origin(Value):
    """Where an entity was read: repository id, file in it, line of its document (from 1).

    `folder` is what a part of a repository that is `inferred` is built from, `""` its top; None
    for any other entity.
    `stale_since` is set while its descriptor or repository cannot be read: the time of the last
    version that was good. `annotations` has line and column of those annotations whose values are
    checked when documentation is converted, long after the descriptor was read.
    """

    repository: str | None = None
    file: str | None = None
    line: int | None = None
    inferred: bool = False
    folder: str | None = None
    stale_since: datetime | None = None
    annotations: dict[str, tuple[int, int]] = Field(default_factory=dict)


DEFAULT_NAMESPACE = "default"

_STORED = "store:"


def ref_of(entity: EntityData) -> str:
    """The reference of the entity: `kind:namespace/name`, in lower case."""
    return f"{entity['kind']}:{namespace_of(entity)}/{entity['metadata']['name']}".lower()


def namespace_of(entity: EntityData) -> str:
    """The namespace of the entity, which its references inherit."""
    return entity["metadata"].get("namespace") or DEFAULT_NAMESPACE


def title_of(entity: EntityData) -> str:
    """The title of the entity: `metadata.title`, else `spec.profile.displayName`, else its name."""
    metadata, spec = entity["metadata"], entity.get("spec")
    profile = spec.get("profile") if isinstance(spec, dict) else None
    shown = profile.get("displayName") if isinstance(profile, dict) else None
    return str(metadata.get("title") or shown or metadata["name"])


def annotations_of(entity: EntityData) -> dict[str, str]:
    """The annotations with text values, without surrounding blanks, by key."""
    found = entity["metadata"].get("annotations")
    if not isinstance(found, dict):
        return {}
    return {str(key): value.strip() for key, value in found.items() if isinstance(value, str)}


def targets_of(entity: EntityData, relation: str) -> list[str]:
    """The target references of the entity's relations of one type."""
    relations = entity.get("relations") or ()
    return [str(one["targetRef"]) for one in relations if one["type"] == relation]


def targets_by_type(entity: EntityData) -> dict[str, list[str]]:
    """The target references of the entity's relations by their type."""
    found: dict[str, list[str]] = {}
    for one in entity.get("relations") or ():
        found.setdefault(one["type"], []).append(str(one["targetRef"]))
    return found


def owner_of(entity: EntityData) -> str | None:
    """The reference of the first owner; None without one."""
    return next(iter(targets_of(entity, "ownedBy")), None)


def as_stored(digest: str) -> dict[str, str]:
    """The placeholder of a definition that the content store keeps under this hash."""
    return {"$text": f"{_STORED}{digest}"}


def stored_digest(definition: object) -> str | None:
    """The hash of a definition in the content store; None for a definition that is not stored."""
    text = definition.get("$text") if isinstance(definition, dict) else None
    if not isinstance(text, str) or not text.startswith(_STORED):
        return None
    return text.removeprefix(_STORED)
