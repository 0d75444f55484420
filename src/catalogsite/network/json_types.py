"""The types of JSON values in words, for messages about a response of another shape."""

from __future__ import annotations

_NAMES: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def type_name(value: object) -> str:
    """The JSON type of a value with its article: `an object`, `null`."""
    return _NAMES.get(type(value), type(value).__name__)


def mismatch(expected: str, place: str, value: object) -> str:
    """What was expected at a place of a response, such as `data.groups[0]`, and what is there."""
    at = f" at `{place}`" if place else ""
    return f"expected {expected}{at}, got {type_name(value)}"
