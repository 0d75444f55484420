"""The messages of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogsite.apis.differ.asyncapi.traits import with_traits
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_JSON_SCHEMA = ("aai.asyncapi", "schema+json", "schema+yaml", "oai.openapi")


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `schema_format` is `""` where its payload is a JSON Schema of any version."""

    node: Node
    name: str
    payload: Node | None
    headers: Node | None
    content_type: str
    schema_format: str
    correlation: str


def messages_of(documents: Documents, written: Node | None) -> Mapping[str, Message]:
    """The message or messages (`oneOf`) of an operation of version 2, by name."""
    if written is None:
        return {}
    options = list(written.items("oneOf")) or [written]
    found: dict[str, Message] = {}
    for number, one in enumerate(options):
        message = message_of(documents, one)
        name = message.name or named_by(one) or f"number {number + 1}"
        found[name] = message
    return found


def named_by(written: Node) -> str:
    """The last part of a reference, which is a name."""
    return written.text("$ref").rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def message_of(documents: Documents, written: Node) -> Message:
    """A message with its traits."""
    node = documents.resolved(written)
    node = with_traits(documents, node) if node.is_object else node._replace(value={})
    stated, schema_format = node.get("payload"), node.text("schemaFormat")
    payload = stated
    if stated is not None and stated.is_object and "schemaFormat" in stated.value:
        payload, schema_format = stated.get("schema"), stated.text("schemaFormat")
    correlation = node.get("correlationId")
    is_json_schema = any(one in schema_format for one in _JSON_SCHEMA)
    return Message(
        node=node,
        name=node.text("name") or node.text("messageId"),
        payload=payload,
        headers=node.get("headers"),
        content_type=node.text("contentType") or documents.root.text("defaultContentType"),
        schema_format="" if is_json_schema else schema_format,
        correlation=_location(documents, correlation),
    )


def _location(documents: Documents, written: Node | None) -> str:
    return documents.resolved(written).text("location") if written is not None else ""
