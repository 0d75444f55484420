"""The JSON Schema of fact files, with the fields of every kind of fact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import RootModel

from catalogsite.model.fact import key_schema
from catalogsite.model.facts.kind import FactKind

_DEFS = "#/$defs/{model}"


def fact_file_schema(kinds: Sequence[FactKind[Any]]) -> dict[str, Any]:
    """The schema of a fact file; an entry has the fields of the kind that its key names."""
    definitions: dict[str, Any] = {}
    choices = [
        {"if": _key(kind, kinds), "then": _entry(kind, definitions)}
        for kind in kinds
        if not issubclass(kind.model, RootModel)
    ]
    definitions["Entry"] = {
        "type": "object",
        "required": ["key"],
        "properties": {
            "key": {
                "type": "string",
                "minLength": 1,
                "description": "decides the kind of the fact; any word of your own, such as acme.tier",
            },
            "entity": {
                "description": "one or more references; by default the components of the repository",
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            },
        },
        "allOf": choices,
    }
    return {
        "title": "Fact file of catalogsite",
        "type": "object",
        "required": ["facts"],
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string"},
            "source": {"type": "string", "description": "the name of the source on the pages"},
            "time": {
                "type": "string",
                "format": "date-time",
                "description": "when the facts were true, by default the time of the commit or run",
            },
            "facts": {"type": "array", "items": {"$ref": "#/$defs/Entry"}},
        },
        "$defs": definitions,
    }


def _key(kind: FactKind[Any], kinds: Sequence[FactKind[Any]]) -> dict[str, Any]:
    return {"properties": {"key": key_schema(kind, kinds)}, "required": ["key"]}


def _entry(kind: FactKind[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The fields of an entry with this kind; the models of its parts go to the definitions."""
    schema = kind.model.model_json_schema(ref_template=_DEFS)
    definitions.update(schema.pop("$defs", {}))
    properties = {**schema.get("properties", {}), "key": True, "entity": True}
    return {
        "description": schema.get("description", kind.label),
        "properties": properties,
        "required": schema.get("required", []),
        "additionalProperties": False,
    }
