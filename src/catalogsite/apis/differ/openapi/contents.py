"""The bodies of requests and responses, whose media types Swagger 2.0 writes beside them."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsite.apis.differ.openapi.parts import Body, Contents, Header, Response
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_WITH_FILES = "multipart/form-data"


def body_of(documents: Documents, operation: Node, parameters: Iterable[Node]) -> Body | None:
    """The body that an operation takes; of 2.0, its `body` or `formData` parameters."""
    written = operation.get("requestBody")
    if written is not None:
        node = documents.resolved(written)
        return Body(node, node.flag("required"), contents_of(node))
    parameters = list(parameters)
    media = _media_types(documents, operation, "consumes")
    for one in parameters:
        if one.text("in") == "body":
            schema = one.get("schema")
            return Body(one, one.flag("required"), dict.fromkeys(media or [_JSON], schema))
    form = [one for one in parameters if one.text("in") == "formData"]
    return _form(operation, form, media) if form else None


def _form(operation: Node, fields: list[Node], media: list[str]) -> Body:
    required = [one.text("name") for one in fields if one.flag("required")]
    schema = {
        "type": "object",
        "properties": {one.text("name"): one.value for one in fields},
        "required": required,
    }
    has_files = any(one.text("type") == "file" for one in fields)
    node = Node(schema, operation.file, (*operation.path, "parameters"))
    usual = [_WITH_FILES if has_files else _FORM]
    return Body(node, bool(required), dict.fromkeys(media or usual, node))


def response_of(documents: Documents, operation: Node, written: Node) -> Response:
    """A response of an operation."""
    node = documents.resolved(written)
    contents = contents_of(node)
    schema = node.get("schema")
    if schema is not None and not contents:
        contents = dict.fromkeys(_media_types(documents, operation, "produces") or [_JSON], schema)
    headers = {
        name.lower(): header_of(documents, name, header) for name, header in node.members("headers")
    }
    return Response(node, contents, headers)


def header_of(documents: Documents, name: str, written: Node) -> Header:
    """A header; in 2.0 it is a schema itself."""
    node = documents.resolved(written)
    return Header(node, name, node.flag("required"), schema_of(node))


def schema_of(node: Node) -> Node | None:
    """The schema of a parameter or header, which in 2.0 is a schema itself."""
    schema = node.get("schema")
    if schema is not None:
        return schema
    for found in contents_of(node).values():
        return found
    return node if "type" in node.value or "enum" in node.value else None


def contents_of(node: Node) -> Contents:
    """The schemas of `content` by media type, without its parameters."""
    return {
        media.partition(";")[0].strip().lower(): one.get("schema") or one.get("itemSchema")
        for media, one in node.members("content")
    }


def _media_types(documents: Documents, operation: Node, key: str) -> list[str]:
    written = operation.get(key) or documents.root.get(key)
    values = written.value if written is not None and written.is_list else []
    return [one.partition(";")[0].strip().lower() for one in values if isinstance(one, str)]
