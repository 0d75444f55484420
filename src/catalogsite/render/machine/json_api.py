"""The catalog as static JSON at the paths of Backstage's own API."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from catalogsite.errors import StoreError
from catalogsite.model.entity import EntityData, stored_digest
from catalogsite.model.fact import fact_json
from catalogsite.model.facts import packages
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.model.urls import entity_json_path
from catalogsite.model.value import Value
from catalogsite.render.explorer.graph_data import GRAPH_JSON, graph_json
from catalogsite.render.machine.apis import APIS_JSON, apis_json
from catalogsite.render.machine.company import deployments_json, on_call_json
from catalogsite.render.machine.graph_findings import findings_json
from catalogsite.render.machine.packages import INDEX_JSON, packages_json
from catalogsite.render.portal.portal import Portal
from catalogsite.render.portal.portal_index import PortalIndex, ReadBlob
from catalogsite.render.portal.recorded.snapshot import RecordedSnapshot
from catalogsite.render.recorded_output import recorded_output

_FACETS = ("kind", "metadata.namespace", "metadata.tags", "spec.type", "spec.lifecycle",
           "spec.owner", "spec.system")  # fmt: skip


def api_outputs(index: PortalIndex) -> Iterator[OutputGroup]:
    """The JSON files below `api/` about the whole catalog."""
    for path, content in _WHOLE.items():
        yield recorded_output(path, index, partial(_asset, path, content))
    for path, of_portal in _OF_PORTAL.items():
        yield recorded_output(path, index, partial(_portal_asset, path, of_portal))


def entity_json(ref: str, portal: Portal) -> Asset:
    """The JSON of one entity."""
    return Asset(entity_json_path(ref), _json(inline_definition(portal.entities[ref], portal.blob)))


def _asset(path: str, content: Callable[[RecordedSnapshot], bytes], portal: Portal) -> Asset:
    return Asset(path, content(portal.snapshot))


def _portal_asset(path: str, content: Callable[[Portal], bytes], portal: Portal) -> Asset:
    return Asset(path, content(portal))


def inline_definition(entity: EntityData, read_blob: ReadBlob) -> EntityData:
    """The entity with its stored definition put back as text, as Backstage answers."""
    spec = entity.get("spec") or {}
    digest = stored_digest(spec.get("definition"))
    if digest is None:
        return entity
    try:
        text = read_blob(digest).decode("utf-8", errors="replace")
    except StoreError:
        # The entity itself is known; only its definition is missing.
        return {**entity, "spec": {k: v for k, v in spec.items() if k != "definition"}}
    return {**entity, "spec": {**spec, "definition": text}}


def facets(entities: Sequence[EntityData]) -> dict[str, Any]:
    """The number of entities with each value of the common fields, in the shape of Backstage's API."""
    return {
        "facets": {
            field: [
                {"value": value, "count": count}
                for value, count in sorted(_count(entities, field).items())
            ]
            for field in _FACETS
        }
    }


def _count(entities: Sequence[EntityData], field: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for entity in entities:
        value: Any = entity
        for part in field.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        found.update(
            one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)
        )
    return found


def _model(value: Value) -> str:
    return value.model_dump_json(by_alias=True, exclude_none=True)


def _models(values: Iterable[Value]) -> bytes:
    return f"[{','.join(map(_model, values))}]\n".encode()


def _scores(snapshot: RecordedSnapshot) -> bytes:
    found = snapshot.scores
    scores = (f"{json.dumps(ref)}:{_model(found[ref])}" for ref in sorted(found))
    cards = ",".join(map(_model, snapshot.scorecards))
    return f'{{"scorecards":[{cards}],"scores":{{{",".join(scores)}}}}}\n'.encode()


def _delivery(snapshot: RecordedSnapshot) -> bytes:
    found = (f"{json.dumps(ref)}:{_model(one)}" for ref, one in snapshot.delivery.items())
    return f"{{{','.join(found)}}}\n".encode()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _json_list(entities: Sequence[EntityData]) -> bytes:
    # One line an entity: `grep` and `diff` can work with the file.
    text = io.BytesIO()
    between = b"[\n"
    for one in entities:
        text.write(between)
        text.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode())
        between = b",\n"
    text.write(b"\n]\n" if entities else b"[\n\n]\n")
    return text.getvalue()


def _facts(snapshot: RecordedSnapshot) -> bytes:
    # Packages would be nine tenths of the file; they have files of their own below `api/packages/`.
    shown = (one for one in snapshot.facts if one.key != packages.KIND.key)
    return _json([fact_json(one, exclude_none=True) for one in shown])


# The list leaves stored definitions out: with them it would grow to hundreds of megabytes.
_WHOLE: dict[str, Callable[[RecordedSnapshot], bytes]] = {
    "api/catalog/entities.json": lambda snapshot: _json_list(snapshot.entities),
    "api/catalog/entity-facets.json": lambda snapshot: _json(facets(snapshot.entities)),
    "api/problems.json": lambda snapshot: _models(snapshot.problems),
    "api/sources.json": lambda snapshot: _models(snapshot.sources),
    "api/repositories.json": lambda snapshot: _models(snapshot.repositories),
    "api/facts.json": _facts,
    "api/scores.json": _scores,
    "api/delivery.json": _delivery,
}
_OF_PORTAL: dict[str, Callable[[Portal], bytes]] = {
    "api/deployments.json": deployments_json,
    "api/on-call.json": on_call_json,
    APIS_JSON: apis_json,
    INDEX_JSON: packages_json,
    "api/graph/findings.json": findings_json,
    GRAPH_JSON: graph_json,
}
