"""Example messages in the JSON form of Protocol Buffers, bounded in depth and width."""

from __future__ import annotations

import json

from catalogsite.apis.formats.protobuf.declarations import EnumDeclaration, FieldDeclaration
from catalogsite.apis.formats.protobuf.symbols import Symbols
from catalogsite.model.api.operations import Example

_DEPTH = 3
_FIELDS = 12
_LONGEST_NAME = 100
_TEXT_NUMBERS = frozenset({"int64", "uint64", "sint64", "fixed64", "sfixed64"})
_WELL_KNOWN: dict[str, object] = {
    "google.protobuf.Timestamp": "2026-01-31T12:00:00Z",
    "google.protobuf.Duration": "1.5s",
    "google.protobuf.FieldMask": "name,title",
    "google.protobuf.Empty": {},
    "google.protobuf.Struct": {},
    "google.protobuf.ListValue": [],
    "google.protobuf.Value": "text",
    "google.protobuf.Any": {"@type": "type.googleapis.com/google.protobuf.Empty"},
    "google.protobuf.BoolValue": True,
    "google.protobuf.StringValue": "text",
    "google.protobuf.BytesValue": "dGV4dA==",
    "google.protobuf.Int32Value": 1,
    "google.protobuf.UInt32Value": 1,
    "google.protobuf.Int64Value": "1",
    "google.protobuf.UInt64Value": "1",
    "google.protobuf.FloatValue": 1.5,
    "google.protobuf.DoubleValue": 1.5,
}


def example_message(written: str, scope: str, symbols: Symbols) -> tuple[Example, ...]:
    """A message of a type as JSON; none for a type that no file declares."""
    if symbols.find(written, scope) is None:
        return ()
    value = _message(written, scope, symbols, _DEPTH)
    return (Example(text=json.dumps(value, indent=2, ensure_ascii=False), made=True),)


def _message(written: str, scope: str, symbols: Symbols, depth: int) -> object:
    full_name = symbols.find(written, scope)
    if full_name is None:
        return _WELL_KNOWN.get(written.lstrip("."), {})
    declared = symbols.types[full_name]
    if isinstance(declared, EnumDeclaration):
        names = [one.name for one in declared.values[:3]]
        chosen = [one for one in names if not one.endswith("UNSPECIFIED")] or names
        return chosen[0] if chosen else 0
    values: dict[str, object] = {}
    oneofs: set[str] = set()
    for one in declared.fields:
        if len(values) >= _FIELDS or len(one.name) > _LONGEST_NAME or one.oneof in oneofs:
            continue
        if one.options.get("deprecated") is True:
            continue
        if one.oneof:
            oneofs.add(one.oneof)
        value = _value(one, full_name, symbols, depth)
        if value is not None:
            values[json_name(one)] = value
    return values


def _value(one: FieldDeclaration, scope: str, symbols: Symbols, depth: int) -> object:
    """The value of a field; None for a message that lies too deep."""
    value = _scalar(one.type)
    if value is None:
        full_name = symbols.find(one.type, scope)
        is_message = full_name is not None and not isinstance(
            symbols.types[full_name], EnumDeclaration
        )
        if is_message and depth <= 1:
            return None
        value = _message(one.type, scope, symbols, depth - 1)
    if one.key:
        return {str(_scalar(one.key)).lower(): value}
    return [value] if one.label == "repeated" else value


def _scalar(kind: str) -> object:
    if kind == "string":
        return "text"
    if kind == "bytes":
        return "dGV4dA=="
    if kind == "bool":
        return True
    if kind in {"double", "float"}:
        return 1.5
    if kind in _TEXT_NUMBERS:
        return "1"
    return 1 if kind in {"int32", "uint32", "sint32", "fixed32", "sfixed32"} else None


def json_name(one: FieldDeclaration) -> str:
    """The name of a field in JSON: the given one, else its own in camel case."""
    given = one.options.get("json_name")
    if isinstance(given, str) and len(given) <= _LONGEST_NAME:
        return given
    first, *rest = one.name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
