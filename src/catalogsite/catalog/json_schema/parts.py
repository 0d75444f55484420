"""The parts that our JSON Schemas are made of: each rule of a field as a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.catalog.kinds import formats
from catalogsite.catalog.kinds.shapes import (
    OBJECT,
    Anything,
    Condition,
    Items,
    OneOrMany,
    Rule,
    Shape,
    Text,
)

Schema = dict[str, Any]
PLACEHOLDER: Schema = {"$ref": "#/definitions/placeholder"}


def rule_schema(rule: Rule) -> Schema:
    """A rule as a schema; where the catalog replaces placeholders first, one may stand instead."""
    if isinstance(rule, Anything):
        return {}
    return or_placeholder(_plain(rule))


def _plain(rule: Rule) -> Schema:
    if isinstance(rule, Text):
        if rule.choices:
            return {"type": "string", "enum": list(rule.choices)}
        if rule.longest:
            return {"type": "string", "minLength": 1, "maxLength": rule.longest}
        return {"type": "string"} if rule.empty else {"type": "string", "minLength": 1}
    if isinstance(rule, Condition):
        return {"type": ["string", "boolean"]}
    if isinstance(rule, Items):
        least = {"minItems": rule.least} if rule.least else {}
        return {"type": "array", "items": rule_schema(rule.of), **least}
    if isinstance(rule, OneOrMany):
        return {
            "if": {"type": "array"},
            "then": {"items": rule_schema(OBJECT)},
            "else": {"type": "object"},
        }
    return shape_schema(rule) if isinstance(rule, Shape) else {}


def shape_schema(shape: Shape) -> Schema:
    """The schema of an object."""
    schema: Schema = {
        "type": "object",
        "required": list(shape.required),
        "properties": {name: rule_schema(rule) for name, rule in shape.fields.items()},
    }
    if shape.others is not None:
        schema["additionalProperties"] = rule_schema(shape.others)
    return schema


def or_placeholder(schema: Schema) -> Schema:
    """A schema in whose place a placeholder may stand, which the catalog replaces first."""
    # Not `anyOf`: editors would offer `$text` everywhere, and could not say which half is wrong.
    return {"if": PLACEHOLDER, "else": schema}


def see(name: str) -> Schema:
    """What a definition says."""
    # Draft-07 ignores what stands beside `$ref`, so the reference gets an object of its own.
    return {"allOf": [{"$ref": f"#/definitions/{name}"}]}


def whole(pattern: str) -> str:
    """The pattern of a whole text."""
    return f"^(?:{pattern})$"


def describe(schema: Schema, texts: Mapping[str, str]) -> None:
    """Give the properties of a schema their descriptions."""
    for name, text in texts.items():
        schema["properties"][name]["description"] = text


def text_of(pattern: str, form: str, most: int = formats.MAX_LENGTH) -> Schema:
    """A text of a pattern, no longer than `most` (0: any length); `form` says it in words."""
    length = {"maxLength": most} if most else {}
    # Known to VS Code, which would show the pattern without it; others pass it by.
    told = {"patternErrorMessage": f"it must be {form}"}
    return {"type": "string", **length, "pattern": whole(pattern), **told}
