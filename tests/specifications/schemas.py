"""Parts of a description: the operation that is asked for, with schemas for recordings in part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_REFERENCE = re.compile(r"#/components/(\w+)/(.+)")


def parts_of(spec: dict[str, Any], operation: Any) -> dict[str, Any]:
    """The components that an operation refers to, directly or through others."""
    found: dict[str, Any] = {}
    open_ones = list(_references(operation))
    while open_ones:
        section, name = open_ones.pop()
        if name in found.setdefault(section, {}):
            continue
        part = spec["components"][section][name]
        found[section][name] = part
        open_ones.extend(_references(part))
    return found


def _references(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        target = value.get("$ref")
        if isinstance(target, str) and (match := _REFERENCE.fullmatch(target)):
            yield match[1], match[2]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _references(one)


class PartialSchemas:
    """The schemas of responses that hold fewer fields than the provider sends, and no other ones.

    A recording has the fields that a collector reads: nothing is required, and what the description
    does not name is refused, which would not be noticed else.
    """

    def __init__(self, schemas: dict[str, Any]) -> None:
        self._schemas = schemas

    def all(self) -> dict[str, Any]:
        """Every schema by its name."""
        return {name: self.of(schema) for name, schema in self._schemas.items()}

    def of(self, schema: Any) -> Any:
        """A schema, or what holds schemas, such as a response."""
        if isinstance(schema, list):
            return [self.of(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        if "allOf" in schema:
            schema = self._merged(schema)
        # Without required fields a value may fit several of the alternatives. Bitbucket describes what
        # git clones over SSH, `git@bitbucket.org:…`, as a URI.
        changed = {
            "anyOf" if key == "oneOf" else key: self._inner(key, value)
            for key, value in schema.items()
            if key not in ("required", "discriminator", "x-ms-discriminator-value")
            and (key, value) != ("format", "uri")
        }
        if changed.get("properties"):
            changed.setdefault("additionalProperties", False)
        return changed

    def _inner(self, key: str, value: Any) -> Any:
        if key in ("example", "examples", "enum", "default"):
            return value
        if key == "properties":
            # A response holds what requests may not: `readOnly` is for the latter.
            return {name: self.of(one) for name, one in value.items()}
        return self.of(value)

    def _merged(self, schema: dict[str, Any]) -> dict[str, Any]:
        """One schema of objects in place of `allOf`, whose parts must not refuse each other's fields."""
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        parts = [self._resolved(one) for one in schema["allOf"]]
        if not any("properties" in one for one in parts):
            return {key: value for one in (*parts, rest) for key, value in one.items()}
        named: dict[str, Any] = {}
        for one in (*parts, rest):
            named |= one.get("properties", {})
        others = any(one.get("additionalProperties") for one in parts)
        return {**rest, "type": "object", "properties": named, "additionalProperties": others}

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        match = _REFERENCE.fullmatch(str(schema.get("$ref", "")))
        found = self._schemas[match[2]] if match else schema
        return self._merged(found) if "allOf" in found else found
