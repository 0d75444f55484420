"""The parts of our JSON Schemas: a schema for each rule of a field."""

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
    """The schema of a rule, or of a placeholder in its place."""
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
    """A schema that also accepts a placeholder, which the catalog replaces first."""
    # Not `anyOf`: editors would offer `$text` everywhere, and could not say which half is wrong.
    return {"if": PLACEHOLDER, "else": schema}


def definition_ref(name: str) -> Schema:
    """A reference to a definition."""
    # Draft-07 ignores other keys beside `$ref`, so the reference gets an object of its own.
    return {"allOf": [{"$ref": f"#/definitions/{name}"}]}


def whole(pattern: str) -> str:
    """A pattern that must match the whole text."""
    return f"^(?:{pattern})$"


def describe(schema: Schema, texts: Mapping[str, str]) -> None:
    """Give the properties of a schema their descriptions."""
    for name, text in texts.items():
        schema["properties"][name]["description"] = text


def text_of(pattern: str, form: str, most: int = formats.MAX_LENGTH) -> Schema:
    """A string that matches a pattern, of at most `most` characters (0: any); `form` describes it."""
    length = {"maxLength": most} if most else {}
    # Only VS Code knows this key; without it, it would show the pattern.
    message = {"patternErrorMessage": f"it must be {form}"}
    return {"type": "string", **length, "pattern": whole(pattern), **message}
