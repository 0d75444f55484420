"""The catalog as static JSON at the paths of Backstage's own API."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from catalogsite.errors import StoreError
from catalogsite.model.entity import EntityData, ref_of, stored_digest
from catalogsite.model.fact import fact_json
from catalogsite.model.page import Asset, OutputGroup, alone
from catalogsite.model.snapshot import Snapshot
from catalogsite.model.urls import entity_json_path

ReadBlob = Callable[[str], bytes]
"""Reads an object of the content store by its hash."""

_FACETS = ("kind", "metadata.namespace", "metadata.tags", "spec.type", "spec.lifecycle",
           "spec.owner", "spec.system")  # fmt: skip


def api_lots(snapshot: Snapshot, read_blob: ReadBlob) -> Iterator[OutputGroup]:
    """Every JSON file below `api/`."""
    for entity in snapshot.entities:
        path = entity_json_path(ref_of(entity))
        yield alone(path, partial(_entity, path, entity, read_blob))
    # The list leaves stored definitions out: with them it would grow to hundreds of megabytes.
    wholes: dict[str, Callable[[], bytes]] = {
        "api/catalog/entities.json": lambda: _json_list(snapshot.entities),
        "api/catalog/entity-facets.json": lambda: _json(facets(snapshot)),
        "api/problems.json": lambda: _json([_dump(one) for one in snapshot.problems]),
        "api/sources.json": lambda: _json([_dump(one) for one in snapshot.sources]),
        "api/repositories.json": lambda: _json([_dump(one) for one in snapshot.repositories]),
        "api/facts.json": lambda: _json(
            [fact_json(one, exclude_none=True) for one in snapshot.facts]
        ),
        "api/scores.json": lambda: _json(_scores(snapshot)),
    }
    for path, content in wholes.items():
        yield alone(path, partial(_asset, path, content))


def _entity(path: str, entity: EntityData, read_blob: ReadBlob) -> Asset:
    return Asset(path, _json(inline_definition(entity, read_blob)))


def _asset(path: str, content: Callable[[], bytes]) -> Asset:
    return Asset(path, content())


def inline_definition(entity: EntityData, read_blob: ReadBlob) -> EntityData:
    """The entity with its stored definition put back as text, as Backstage answers."""
    spec = entity.get("spec") or {}
    digest = stored_digest(spec.get("definition"))
    if digest is None:
        return entity
    try:
        text = read_blob(digest).decode("utf-8", errors="replace")
    except StoreError:
        # The page still stands; only the definition is missing.
        return {**entity, "spec": {k: v for k, v in spec.items() if k != "definition"}}
    return {**entity, "spec": {**spec, "definition": text}}


def facets(snapshot: Snapshot) -> dict[str, Any]:
    """How often each value of the common fields occurs, in Backstage's shape."""
    return {
        "facets": {
            field: [
                {"value": value, "count": count}
                for value, count in sorted(_count(snapshot.entities, field).items())
            ]
            for field in _FACETS
        }
    }


def _scores(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "scorecards": [_dump(card) for card in snapshot.scorecards],
        "scores": {ref: _dump(one) for ref, one in sorted(snapshot.scores.items())},
    }


def _count(entities: tuple[EntityData, ...], field: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for entity in entities:
        value: Any = entity
        for part in field.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        found.update(
            one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)
        )
    return found


def _dump(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True, exclude_none=True)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _json_list(entities: tuple[EntityData, ...]) -> bytes:
    # One line an entity: `grep` and `diff` can work with the file.
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in entities)
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()
