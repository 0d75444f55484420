"""The catalog as static JSON at the paths of Backstage's own API."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from catalogsite.errors import StoreError
from catalogsite.graph import ref_of
from catalogsite.model import EntityData, Snapshot
from catalogsite.page import Asset
from catalogsite.urls import entity_json_path

ReadBlob = Callable[[str], bytes]
"""Reads an object of the content store by its hash."""

_STORED = "store:"
_FACETS = ("kind", "metadata.namespace", "metadata.tags", "spec.type", "spec.lifecycle",
           "spec.owner", "spec.system")  # fmt: skip


def render_api(snapshot: Snapshot, read_blob: ReadBlob) -> Iterator[Asset]:
    """Every JSON file below `api/`."""
    for entity in snapshot.entities:
        whole = inline_definition(entity, read_blob)
        yield Asset(entity_json_path(ref_of(entity)), _json(whole))
    # The list leaves stored definitions out: with them it would grow to hundreds of megabytes.
    yield Asset("api/catalog/entities.json", _json_list(snapshot.entities))
    yield Asset("api/catalog/entity-facets.json", _json(facets(snapshot)))
    yield from _own(snapshot)


def inline_definition(entity: EntityData, read_blob: ReadBlob) -> EntityData:
    """The entity with its stored definition put back as text, as Backstage answers."""
    spec = entity.get("spec") or {}
    definition = spec.get("definition")
    stored = definition.get("$text") if isinstance(definition, dict) else None
    if not isinstance(stored, str) or not stored.startswith(_STORED):
        return entity
    try:
        text = read_blob(stored.removeprefix(_STORED)).decode("utf-8", errors="replace")
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


def _own(snapshot: Snapshot) -> Iterator[Asset]:
    """Our own facts, which Backstage has no path for."""
    yield Asset("api/problems.json", _json([_dump(one) for one in snapshot.problems]))
    yield Asset("api/sources.json", _json([_dump(one) for one in snapshot.sources]))
    yield Asset("api/repositories.json", _json([_dump(one) for one in snapshot.repositories]))
    yield Asset("api/facts.json", _json([_dump(one) for one in snapshot.facts]))
    yield Asset(
        "api/scores.json",
        _json(
            {
                "scorecards": [_dump(card) for card in snapshot.scorecards],
                "scores": {ref: _dump(one) for ref, one in sorted(snapshot.scores.items())},
            }
        ),
    )


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
