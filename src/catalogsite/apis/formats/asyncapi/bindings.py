"""Settings of protocols, as pairs of a name and a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.json_schema.constraints import as_json
from catalogsite.apis.node import Node

_MOST = 60
_MOST_LEVELS = 6
_LONGEST = 300
_VERSION = "bindingVersion"


def binding_details(node: Node, documents: Documents) -> tuple[tuple[str, str], ...]:
    """The bindings of a server, channel, operation or message: `("kafka partitions", "3")`."""
    written = node.get("bindings")
    if written is None:
        return ()
    found: list[tuple[str, str]] = []
    for protocol, one in documents.resolved(written).members():
        found += _details(protocol, documents.resolved(one), documents, 0)
    return tuple(found[:_MOST])


def _details(name: str, node: Node, documents: Documents, level: int) -> Iterator[tuple[str, str]]:
    if not node.is_object or level > _MOST_LEVELS or _is_schema(node.value):
        yield name, _written(node.value)
        return
    for key, one in node.members():
        if key != _VERSION:
            joined = f"{name} {key}" if level == 0 else f"{name}.{key}"
            yield from _details(joined, documents.resolved(one), documents, level + 1)


def _is_schema(value: dict[str, Any]) -> bool:
    """Whether a setting is described by a schema, such as the key of a message of Kafka."""
    return isinstance(value.get("type"), str) and not isinstance(value.get("name"), str)


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value[:_LONGEST]
    if isinstance(value, dict) and isinstance(value.get("enum"), list):
        return f"one of {', '.join(map(as_json, value['enum'][:20]))}"[:_LONGEST]
    if isinstance(value, dict) and isinstance(value.get("type"), str) and "properties" not in value:
        return str(value["type"])[:_LONGEST]
    return as_json(value)[:_LONGEST]
