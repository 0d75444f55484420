"""Short ways to write the JSON Schemas of the inputs of actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def inputs(*required: str, **properties: Schema) -> Schema:
    """The schema of an input with these properties, and no others, as Backstage has it."""
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def text(description: str, *choices: str, default: str | None = None) -> Schema:
    """A string, of these choices where there are any."""
    allowed = {"enum": [*choices]} if choices else {}
    return {"type": "string", "description": description, **allowed, **_default(default)}


def flag(description: str, default: bool | None = None) -> Schema:
    """A boolean."""
    return {"type": "boolean", "description": description, **_default(default)}


def number(description: str) -> Schema:
    """A number."""
    return {"type": "number", "description": description}


def texts(description: str) -> Schema:
    """A list of strings."""
    return {"type": "array", "items": {"type": "string"}, "description": description}


def values(description: str) -> Schema:
    """An object of any values."""
    return {"type": "object", "description": description}


def _default(value: object) -> Schema:
    return {} if value is None else {"default": value}
