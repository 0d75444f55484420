"""Makes an example of the values of a schema, where nobody gave one."""

from __future__ import annotations

from typing import Any

from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.json_schema.constraints import example_value
from catalogsite.apis.formats.json_schema.type_texts import types_of
from catalogsite.apis.node import Node

_DEEPEST = 6
_MOST = 150
_FORMATS = {
    "date-time": "2026-01-31T09:30:00Z",
    "date": "2026-01-31",
    "time": "09:30:00Z",
    "duration": "PT5M",
    "email": "jane@example.com",
    "idn-email": "jane@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "byte": "aGVsbG8=",
    "binary": "…",
    "password": "…",
    "regex": ".*",
}


class Examples:
    """Makes examples of the schemas of one definition; each is bounded in depth and size."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._left = 0

    def of(self, node: Node, *, writes: bool = False, reads: bool = False) -> Any:
        """A value that the schema allows; recursive types end.

        Of a request (`writes`), fields that are only read are left out, of a response (`reads`)
        those that are only written.
        """
        self._left = _MOST
        self._skipped = "readOnly" if writes else "writeOnly" if reads else ""
        return self._value(node, (), 0)

    def _value(self, node: Node, above: tuple[tuple[str, Any], ...], depth: int) -> Any:
        self._left -= 1
        found = self._documents.resolved(node)
        schema = found.value
        too_much = depth > _DEEPEST or self._left < 0
        if not isinstance(schema, dict) or found.place in above or too_much:
            return {}
        above = (*above, found.place)
        given, value = example_value(found)
        if given:
            return value
        for key in ("default", "const"):
            if key in schema:
                return schema[key]
        values = schema.get("enum")
        if isinstance(values, list) and values:
            return values[0]
        for key in ("oneOf", "anyOf"):
            first = next(iter(found.items(key)), None)
            if first is not None:
                own = self._object(found, above, depth) if "properties" in schema else None
                return _merged(own, self._value(first, above, depth + 1))
        parts = found.items("allOf")
        if parts:
            whole: Any = self._object(found, above, depth) if "properties" in schema else None
            for one in parts:
                whole = _merged(whole, self._value(one, above, depth))
            return whole
        return self._plain(found, above, depth)

    def _plain(self, node: Node, above: tuple[tuple[str, Any], ...], depth: int) -> Any:
        stated = types_of(node.value)
        names = [one for one in stated if one != "null"]
        match names[0] if names else "":
            case "object":
                return self._object(node, above, depth)
            case "array":
                places = [*node.items("prefixItems")][:10]
                if places:
                    return [self._value(one, above, depth + 1) for one in places]
                item = node.get("items")
                if item is None or self._left < 0 or self._is_above(item, above):
                    return []
                return [self._value(item, above, depth + 1)]
            case "string":
                return _FORMATS.get(node.text("format"), "string")
            case "integer":
                return _number(node.value, 1)
            case "number":
                return _number(node.value, 1.5)
            case "boolean":
                return True
        return None if stated else {}

    def _object(self, node: Node, above: tuple[tuple[str, Any], ...], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, one in node.entries("properties"):
            if self._left < 0:
                break
            target = self._documents.resolved(one)
            skipped = bool(self._skipped) and target.flag(self._skipped)
            if not skipped and target.place not in above:
                made[name] = self._value(one, above, depth + 1)
        more = node.get("additionalProperties")
        if not made and more is not None and more.is_object and not self._is_above(more, above):
            made["key"] = self._value(more, above, depth + 1)
        return made

    def _is_above(self, node: Node, above: tuple[tuple[str, Any], ...]) -> bool:
        return self._documents.resolved(node).place in above


def _merged(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **other}
    return other if one is None or other not in ({}, None) else one


def _number(schema: dict[str, Any], usual: float) -> Any:
    least, most = schema.get("minimum"), schema.get("maximum")
    if isinstance(least, (int, float)) and usual < least:
        return least
    if isinstance(most, (int, float)) and usual > most:
        return most
    return usual
