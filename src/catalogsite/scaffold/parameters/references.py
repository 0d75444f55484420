"""References within one page of a form, such as `$ref: "#/definitions/port"`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MOST_HOPS = 10


def resolved(schema: Any, page: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with what its `$ref` leads to; its own keys win. Empty where it is no mapping."""
    found: dict[str, Any] = dict(schema) if isinstance(schema, Mapping) else {}
    for _ in range(_MOST_HOPS):
        reference = found.pop("$ref", None)
        if not isinstance(reference, str):
            return found
        found = {**_target(reference, page), **found}
    return {}


def _target(reference: str, page: Mapping[str, Any]) -> Mapping[str, Any]:
    if not reference.startswith("#/"):
        return {}
    value: Any = page
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}
