"""Payloads that are not described by JSON Schema: Avro as fields, anything else as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from catalogsite.apis.formats.json_schema.constraints import as_json
from catalogsite.model.api.operations import Content, Example
from catalogsite.model.api.types import Field, TypeText

_LONGEST = 50_000
_MOST_FIELDS = 500
_MOST_LEVELS = 8
_NAMES = {
    "avro": "Avro schema",
    "protobuf": "Protocol Buffers schema",
    "raml": "RAML data type",
    "xsd": "XML Schema",
}


def foreign_payload(payload: Any, media_type: str, schema_format: str) -> Content:
    """The payload of a message in a schema format other than JSON Schema."""
    name = next((text for word, text in _NAMES.items() if word in schema_format.lower()), "")
    parsed = _parsed(payload)
    if "avro" in schema_format.lower() and isinstance(parsed, dict):
        text, fields = _avro_text(parsed), tuple(_avro_fields(parsed, 0))
    else:
        text, fields = ((name or schema_format[:200], ""),), ()
    source = payload if isinstance(payload, str) else json.dumps(payload, indent=2, default=str)
    example = Example(text=source[:_LONGEST], name=name or schema_format[:200])
    return Content(media_type=media_type, type=text, fields=fields, examples=(example,))


def _parsed(payload: Any) -> Any:
    if not isinstance(payload, str):
        return payload
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def _avro_fields(schema: Any, level: int) -> Iterator[Field]:
    inner = schema
    while isinstance(inner, dict) and inner.get("type") in ("array", "map"):
        inner = inner.get("items", inner.get("values"))
    if isinstance(inner, list):
        inner = next((one for one in inner if isinstance(one, dict)), None)
    fields = inner.get("fields") if isinstance(inner, dict) else None
    if not isinstance(fields, list) or level > _MOST_LEVELS:
        return
    for one in fields[:_MOST_FIELDS]:
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            kind = one.get("type")
            yield Field(
                name=one["name"],
                type=_avro_text(kind),
                required="default" not in one,
                nullable=isinstance(kind, list) and "null" in kind,
                format=_logical(kind),
                description=one["doc"] if isinstance(one.get("doc"), str) else "",
                values=_symbols(kind),
                default=as_json(one["default"]) if "default" in one else None,
                fields=tuple(_avro_fields(kind, level + 1)),
            )


def _avro_text(kind: Any, level: int = 0) -> TypeText:
    return ((_avro_words(kind, level), ""),)


def _avro_words(kind: Any, level: int) -> str:
    if isinstance(kind, str):
        return kind
    if level > _MOST_LEVELS:
        return "…"
    if isinstance(kind, list):
        names = [_avro_words(one, level + 1) for one in kind if one != "null"]
        return " | ".join(names) or "null"
    if not isinstance(kind, dict):
        return "any"
    word = kind.get("type")
    if word == "array":
        return f"{_avro_words(kind.get('items'), level + 1)}[]"
    if word == "map":
        return f"map<string, {_avro_words(kind.get('values'), level + 1)}>"
    if word in ("record", "enum", "fixed") and isinstance(kind.get("name"), str):
        return str(kind["name"])
    return _avro_words(word, level + 1)


def _logical(kind: Any) -> str:
    parts = kind if isinstance(kind, list) else [kind]
    named = (one.get("logicalType") for one in parts if isinstance(one, dict))
    return next((one for one in named if isinstance(one, str)), "")


def _symbols(kind: Any) -> tuple[str, ...]:
    listed = kind.get("symbols") if isinstance(kind, dict) else None
    return tuple(map(as_json, listed[:_MOST_FIELDS])) if isinstance(listed, list) else ()
