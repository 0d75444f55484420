"""Errors of JSON Schemas in words: what is missing or must be different, and never the value."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft7Validator

from catalogsite.problems.schema_errors import error_text, leaf_errors, missing_property

SECRET = "HUNTER2"
_DEPENDENT = {
    "properties": {"lang": {"enum": ["go", "java"]}},
    "dependencies": {
        "lang": {
            "oneOf": [
                {"properties": {"lang": {"enum": ["java"]}, "artifact": {"type": "string"}}, "required": ["artifact"]},
                {"properties": {"lang": {"enum": ["go"]}, "module": {"minLength": 3}}},
            ]
        }
    },
}  # fmt: skip


def _texts(schema: dict[str, Any], value: object) -> list[str]:
    found = []
    for error in Draft7Validator(schema).iter_errors(value):
        for leaf in leaf_errors(error):
            place = ".".join(map(str, leaf.absolute_path))
            missing = missing_property(leaf)
            found.append(f"{place}: {f'lacks {missing}' if missing else error_text(leaf)}")
    return found


@pytest.mark.parametrize(
    ("schema", "value", "texts"),
    [
        ({"required": ["a", "b"]}, {}, [": lacks a", ": lacks b"]),
        ({"required": ["a", "b"]}, {"a": SECRET}, [": lacks b"]),
        ({"properties": {"a": {"type": "number"}}}, {"a": SECRET}, ["a: must be a number, not a string"]),
        ({"type": ["object", "null"]}, [SECRET], [": must be an object or null, not a list"]),
        ({"type": "array"}, SECRET, [": must be a list, not a string"]),
        ({"enum": ["x", 1]}, SECRET, [': must be one of "x", 1']),
        ({"enum": list("abcdefghij")}, SECRET,
         [': must be one of "a", "b", "c", "d", "e", "f", "g", "h", …']),
        ({"const": "x"}, SECRET, [': must be "x"']),
        ({"pattern": "^[a-z]+$"}, SECRET, [": must match ^[a-z]+$"]),
        ({"minLength": 20}, SECRET, [": must have at least 20 characters"]),
        ({"maxLength": 2}, SECRET, [": must have at most 2 characters"]),
        ({"minimum": 5}, 3, [": must be at least 5"]),
        ({"exclusiveMaximum": 2}, 3, [": must be less than 2"]),
        ({"multipleOf": 2}, 3, [": must be a multiple of 2"]),
        ({"items": {"type": "string"}, "minItems": 2}, [1],
         ["0: must be a string, not a number", ": must have at least 2 items"]),
        ({"uniqueItems": True}, [SECRET, SECRET], [": must not have an item twice"]),
        ({"additionalProperties": False}, {SECRET: 1}, [": has a property that its schema does not know"]),
        ({"propertyNames": {"pattern": "^a"}}, {"b": SECRET}, [": must match ^a"]),
        ({"not": {"required": ["a"]}}, {"a": SECRET}, [": has a value that its schema excludes"]),
        ({"contains": {"const": 1}}, [SECRET], [": lacks an item that its schema wants"]),
        ({"dependencies": {"a": ["b"]}}, {"a": SECRET}, [": lacks b"]),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": SECRET}, [": lacks b"]),
        (_DEPENDENT, {"lang": "java", "token": SECRET}, [": lacks artifact"]),
        (_DEPENDENT, {"lang": "java", "artifact": 1}, ["artifact: must be a string, not a number"]),
        (_DEPENDENT, {"lang": "go", "module": "x"}, ["module: must have at least 3 characters"]),
        (_DEPENDENT, {"lang": SECRET},
         ['lang: must be one of "go", "java"', ": matches none of the alternatives of its schema"]),
        ({"anyOf": [{"type": "string"}, {"type": "number"}]}, [SECRET],
         [": must be a string or a number, not a list"]),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": SECRET, "b": 1},
         [": matches more than one of the alternatives of its schema"]),
        ({"oneOf": [{"required": ["a", "c"]}, {"required": ["b"]}]}, {"x": SECRET}, [": lacks b"]),
        ({"allOf": [{"required": ["a"]}, {"properties": {"b": {"maxItems": 0}}}]}, {"b": [SECRET]},
         [": lacks a", "b: must have at most 0 items"]),
        ({"properties": {"a": {"required": ["it's"]}}}, {"a": {}}, ["a: lacks it's"]),
    ],
)  # fmt: skip
def test_an_error_is_described(schema: dict[str, Any], value: object, texts: list[str]) -> None:
    found = _texts(schema, value)
    assert sorted(found) == sorted(texts)
    assert SECRET not in str(found)
