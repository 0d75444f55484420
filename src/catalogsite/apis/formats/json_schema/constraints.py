"""The constraints of a schema in words, and its values as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.apis.node import Node

_LONGEST = 2_000
_MOST_VALUES = 500

_SIMPLE = (
    ("multipleOf", "a multiple of {}"),
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "less than {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("pattern", "matches {}"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
    ("minProperties", "at least {} properties"),
    ("maxProperties", "at most {} properties"),
    ("contentEncoding", "encoded as {}"),
    ("contentMediaType", "with content {}"),
)
_STRICT = {
    "minimum": ("exclusiveMinimum", "more than {}"),
    "maximum": ("exclusiveMaximum", "less than {}"),
}
_STATED = frozenset({*(key for key, _ in _SIMPLE), "uniqueItems", "additionalProperties"})
_ONE = {
    f"{words} 1 {many}": f"{words} 1 {one}"
    for words in ("at least", "at most")
    for many, one in (
        ("characters", "character"),
        ("items", "item"),
        ("properties", "property"),
    )
}
_MOST_MAPPINGS = 100


def constraints_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """What the schema demands of a value, a few words each, in the order of the specification."""
    return () if _STATED.isdisjoint(schema) else tuple(_constraints(schema))


def _constraints(schema: Mapping[str, Any]) -> Iterator[str]:
    for key, usual in _SIMPLE:
        value = schema.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float, str)) or value == "":
            continue
        # Booleans beside the limit in the schemas of OpenAPI 3.0 and draft 4.
        is_strict = key in _STRICT and schema.get(_STRICT[key][0]) is True
        words = _STRICT[key][1] if is_strict else usual
        if value == 0 and key.startswith("min") and key != "minimum":
            continue  # says nothing
        text = words.format(short(str(value)))
        yield _ONE.get(text, text)
    if schema.get("uniqueItems") is True:
        yield "no item twice"
    if schema.get("additionalProperties") is False:
        yield "no other properties"


def discriminator_words(node: Node) -> Iterator[str]:
    """Which field tells the choices of a schema apart, and what its values mean."""
    found = node.get("discriminator")
    if found is None:
        return
    name = found.value if isinstance(found.value, str) else found.text("propertyName")
    if name:
        yield f"`{name[:100]}` tells which one it is"
    for number, (value, target) in enumerate(found.entries("mapping")):
        if isinstance(target.value, str) and number < _MOST_MAPPINGS:
            yield f"`{value[:100]}` means {target.value.rpartition('/')[2][:100]}"


def as_json(value: Any) -> str:
    """The value as JSON in one line, at most 2,000 characters."""
    return short(_dumped(value, None))


def as_example(value: Any) -> str:
    """The value as indented JSON; text that is no JSON stays as it is."""
    return value if isinstance(value, str) else _dumped(value, 2)


def values_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The values that the schema allows, as JSON; at most 500."""
    listed = schema.get("enum")
    if isinstance(listed, list):
        return tuple(as_json(one) for one in listed[:_MOST_VALUES])
    return (as_json(schema["const"]),) if "const" in schema else ()


def example_value(node: Node) -> tuple[bool, Any]:
    """Whether the schema gives an example of its values, and the first one."""
    schema = node.value if node.is_object else {}
    if "example" in schema:
        return True, schema["example"]
    given = schema.get("examples")
    if isinstance(given, list) and given:
        return True, given[0]
    return False, None


def short(text: str) -> str:
    """The text, cut where it is longer than readers look at."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _dumped(value: Any, indent: int | None) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    except (ValueError, RecursionError):
        return "…"
