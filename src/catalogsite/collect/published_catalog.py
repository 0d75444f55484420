"""Reads a catalog from a snapshot, or from the list of entities that a portal publishes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalogsite.errors import SnapshotError
from catalogsite.model.entity import Origin, annotations_of, ref_of
from catalogsite.model.snapshot import Snapshot
from catalogsite.repositories.file_links import split_file_url
from catalogsite.state.snapshot_archive import read_any_snapshot

_LOCATION = "backstage.io/managed-by-location"


def read_published_catalog(path: Path) -> Snapshot:
    """A snapshot, one of an earlier night, or the list of entities of a portal or of Backstage.

    Raises SnapshotError where it is neither.
    """
    try:
        with path.open("rb") as file:
            is_list = file.read(64).lstrip()[:1] == b"["
    except OSError as error:
        fix = "name a snapshot.json, or the api/catalog/entities.json of a portal"
        raise SnapshotError("there is no such file", where=str(path), fix=fix) from error
    return _published(path) if is_list else read_any_snapshot(path)


def _published(path: Path) -> Snapshot:
    try:
        entities = [one for one in json.loads(path.read_bytes()) if _is_entity(one)]
    except (ValueError, OSError) as error:
        raise SnapshotError(f"it is not JSON: {error}", where=str(path)) from error
    return Snapshot(
        version="",
        created=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        entities=tuple(entities),
        origins={ref_of(entity): _origin(entity) for entity in entities},
    )


def _is_entity(value: Any) -> bool:
    metadata = value.get("metadata") if isinstance(value, dict) else None
    return isinstance(metadata, dict) and isinstance(metadata.get("name"), str) and "kind" in value


def _origin(entity: dict[str, Any]) -> Origin:
    """The repository by the address that the entity was read at."""
    kind, _, address = annotations_of(entity).get(_LOCATION, "").partition(":")
    link = split_file_url(address) if kind == "url" else None
    if link is None:
        return Origin()
    return Origin(repository=link.web_url.partition("://")[2], file=link.path or None)
