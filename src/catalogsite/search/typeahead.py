"""The type-ahead index: one compact JSON file that the search dialog loads."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from catalogsite.model.entity import (
    DEFAULT_NAMESPACE,
    EntityData,
    annotations_of,
    ref_of,
    targets_of,
    title_of,
)

INDEX_PATH = "assets/catalogsite/entities.json"
"""Where the dialog looks for the index, relative to the root of the site."""

_Value = TypeVar("_Value")

SCHEMA = 2
BUDGET = 300_000
"""Bytes after compression that a reader's first search may cost."""

DESCRIPTION_LENGTHS = (140, 80, 48, 24, 0)
"""How much of each description is kept; the first that meets the budget is taken."""

ALIASES = "catalogsite.dev/aliases"
"""Annotation with other names of an entity, separated by commas."""


_METADATA = ("name", "namespace", "title", "tags", "description")
_SPEC = ("type", "profile")
_RELATIONS = frozenset({"ownedBy", "partOf"})


def entity_index(
    entities: Iterable[EntityData],
    alerts: Mapping[str, Sequence[str]] | None = None,
    budget: int = BUDGET,
) -> bytes:
    """The index as JSON, one column for each field, at most `budget` bytes after gzip.

    Descriptions are shortened until it fits. `alerts` are the names of the raised alerts by reference.
    """
    entities = [*map(_searched, entities)]
    titles = {ref_of(entity): title_of(entity) for entity in entities}
    raised = _sparse((alerts or {}).get(ref, ()) for ref in titles)
    for length in DESCRIPTION_LENGTHS:
        content = _encode(_columns(entities, titles, length) | {"alerts": raised})
        if length == 0 or len(content) <= budget or _packed_size(content) <= budget:
            return content
    raise AssertionError("the last length is always taken")


def _searched(entity: EntityData) -> EntityData:
    """The parts of an entity that the index has: of a large catalog all would be too much."""
    spec, alias = entity.get("spec"), annotations_of(entity).get(ALIASES)
    return {
        "kind": entity["kind"],
        "metadata": {
            **_only(_METADATA, entity["metadata"]),
            "annotations": {} if alias is None else {ALIASES: alias},
        },
        "spec": _only(_SPEC, spec) if isinstance(spec, dict) else {},
        "relations": [one for one in entity.get("relations") or () if one["type"] in _RELATIONS],
    }


def _only(keys: Iterable[str], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in keys if key in values}


def _encode(columns: dict[str, Any]) -> bytes:
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()


def _packed_size(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6, mtime=0))


def _columns(entities: Sequence[EntityData], titles: dict[str, str], length: int) -> dict[str, Any]:
    kinds = _Words(str(entity["kind"]) for entity in entities)
    namespaces = _Words(_namespace(entity) for entity in entities)
    types = _Words(_text(entity.get("spec"), "type") for entity in entities)
    owners = _Words(_target(entity, "ownedBy") for entity in entities)
    systems = _Words(_target(entity, "partOf") for entity in entities)
    tags = _Words(tag for entity in entities for tag in _tags(entity))
    return {
        "schema": SCHEMA,
        "kinds": kinds.words,
        "namespaces": namespaces.words,
        "types": types.words,
        "owners": [[ref, titles.get(ref, _name_of(ref))] for ref in owners.words],
        "systems": [[ref, titles.get(ref, _name_of(ref))] for ref in systems.words],
        "tags": tags.words,
        "name": [entity["metadata"]["name"] for entity in entities],
        "title": [_own_title(entity) for entity in entities],
        "kind": [kinds.at(str(entity["kind"])) for entity in entities],
        "namespace": [namespaces.at(_namespace(entity)) for entity in entities],
        "type": [types.at(_text(entity.get("spec"), "type")) for entity in entities],
        "owner": [owners.at(_target(entity, "ownedBy")) for entity in entities],
        "system": [systems.at(_target(entity, "partOf")) for entity in entities],
        "tag": [[tags.at(tag) for tag in _tags(entity)] for entity in entities],
        "description": [_shorten(_description(entity), length) for entity in entities],
        "aliases": _sparse(_aliases(entity) for entity in entities),
        "mails": _sparse(_mail(entity) for entity in entities),
    }


class _Words:
    """The distinct words of a column, sorted, and the number of each; -1 for any other word."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word for word in words if word})
        self._numbers = {word: number for number, word in enumerate(self.words)}

    def at(self, word: str) -> int:
        return self._numbers.get(word, -1)


def _namespace(entity: EntityData) -> str:
    return str(entity["metadata"].get("namespace") or DEFAULT_NAMESPACE)


def _own_title(entity: EntityData) -> str:
    """The title; empty where it equals the name."""
    title = title_of(entity)
    return "" if title == entity["metadata"]["name"] else title


def _name_of(ref: str) -> str:
    return ref.rpartition("/")[2]


def _text(values: object, key: str) -> str:
    found = values.get(key) if isinstance(values, dict) else None
    return found.strip() if isinstance(found, str) else ""


def _target(entity: EntityData, relation: str) -> str:
    """The first entity that `entity` has this relation to."""
    return next(iter(targets_of(entity, relation)), "")


def _tags(entity: EntityData) -> list[str]:
    tags = entity["metadata"].get("tags")
    return [str(tag) for tag in tags] if isinstance(tags, list) else []


def _description(entity: EntityData) -> str:
    return " ".join(_text(entity["metadata"], "description").split())


def _shorten(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return text[:length].rpartition(" ")[0] + "…" if length else ""


def _aliases(entity: EntityData) -> list[str]:
    written = annotations_of(entity).get(ALIASES, "")
    return [alias.strip() for alias in written.split(",") if alias.strip()]


def _mail(entity: EntityData) -> str:
    """The mail address of a person or group, in lower case."""
    spec = entity.get("spec")
    return _text(spec.get("profile") if isinstance(spec, dict) else None, "email").lower()


def _sparse(column: Iterable[_Value]) -> dict[str, _Value]:
    """Only the rows that hold something, by row number."""
    return {str(row): value for row, value in enumerate(column) if value}
