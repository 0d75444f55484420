"""What every room asks of an entity: its reference, title, annotations, owner and definition."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalogsite.model.value import Value

EntityData = dict[str, Any]
"""A Backstage entity as JSON: apiVersion, kind, metadata, spec, and once stitched, relations."""


class Origin(Value):
    """Where an entity was read: repository id, file in it, line of its document (from 1).

    `stale_since` is set while its descriptor or repository cannot be read: the time of the last
    version that was good.
    """

    repository: str | None = None
    file: str | None = None
    line: int | None = None
    inferred: bool = False
    stale_since: datetime | None = None


DEFAULT_NAMESPACE = "default"

_STORED = "store:"


def ref_of(entity: EntityData) -> str:
    """The identity of an entity: `kind:namespace/name`, in lower case."""
    return f"{entity['kind']}:{namespace_of(entity)}/{entity['metadata']['name']}".lower()


def namespace_of(entity: EntityData) -> str:
    """The namespace that an entity lies in, and that its references inherit."""
    return entity["metadata"].get("namespace") or DEFAULT_NAMESPACE


def title_of(entity: EntityData) -> str:
    """What people call it: its title, the display name of a person or group, else its name."""
    metadata, spec = entity["metadata"], entity.get("spec")
    profile = spec.get("profile") if isinstance(spec, dict) else None
    shown = profile.get("displayName") if isinstance(profile, dict) else None
    return str(metadata.get("title") or shown or metadata["name"])


def annotations_of(entity: EntityData) -> dict[str, str]:
    """The annotations that have text."""
    found = entity["metadata"].get("annotations")
    if not isinstance(found, dict):
        return {}
    return {str(key): value.strip() for key, value in found.items() if isinstance(value, str)}


def targets_of(entity: EntityData, relation: str) -> list[str]:
    """The references that an entity's relations of one type lead to."""
    relations = entity.get("relations") or ()
    return [str(one["targetRef"]) for one in relations if one["type"] == relation]


def owner_of(entity: EntityData) -> str | None:
    """The reference of the first owner."""
    return next(iter(targets_of(entity, "ownedBy")), None)


def as_stored(digest: str) -> dict[str, str]:
    """What stands in the place of a definition that the content store keeps."""
    return {"$text": f"{_STORED}{digest}"}


def stored_digest(definition: object) -> str | None:
    """The hash by which the content store keeps a definition; None for one that it does not."""
    text = definition.get("$text") if isinstance(definition, dict) else None
    if not isinstance(text, str) or not text.startswith(_STORED):
        return None
    return text.removeprefix(_STORED)
