"""The schema of a form as it is for given answers: conditions decided, branches joined in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema.exceptions import SchemaError

from catalogsite.scaffold.parameters.branches import properties_of, required_of
from catalogsite.scaffold.parameters.draft7 import is_valid
from catalogsite.scaffold.parameters.references import resolved

_MOST_LEVELS = 20
_JOINING = (
    "allOf", "anyOf", "oneOf", "if", "then", "else", "dependencies", "dependentSchemas",
    "dependentRequired",
)  # fmt: skip

Picks = Mapping[int, int]
"""Which of the alternatives of an `anyOf` or `oneOf` was chosen, by the identity of their list."""


def active(
    schema: Mapping[str, Any], value: Any, page: Mapping[str, Any], picks: Picks | None = None
) -> dict[str, Any]:
    """The schema of an object without conditions: what holds of it for the answers in `value`.

    Where its alternatives do not depend on answers, that is the one of `picks`, else the first that
    the value matches, else the one whose properties it has most of.
    """
    return _active(schema, value if isinstance(value, Mapping) else {}, page, picks or {}, 0)


def _active(
    schema: Mapping[str, Any],
    value: Mapping[str, Any],
    page: Mapping[str, Any],
    picks: Picks,
    level: int,
) -> dict[str, Any]:
    stated = resolved(schema, page)
    merged: dict[str, Any] = {key: part for key, part in stated.items() if key not in _JOINING}
    if level > _MOST_LEVELS:
        return merged
    for part in _parts(stated, value, page, picks):
        merged = merge(merged, _active(part, value, page, picks, level + 1))
    return merged


def merge(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Two schemas for the same value as one; for a keyword that both have, the second counts."""
    merged = {**one, **other}
    if "title" in one:
        merged["title"] = one["title"]
    properties = dict(properties_of(one))
    for name, part in properties_of(other).items():
        properties[name] = merge(properties[name], part) if name in properties else part
    if properties:
        merged["properties"] = properties
    required = [*required_of(one), *required_of(other)]
    if required:
        merged["required"] = list(dict.fromkeys(required))
    return merged


def alternatives_of(schema: Mapping[str, Any], page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The alternatives of an object, of which a form asks for one; empty where there are none."""
    for word in ("oneOf", "anyOf"):
        parts = schema.get(word)
        if isinstance(parts, list) and all(isinstance(part, Mapping) for part in parts):
            return [resolved(part, page) for part in parts]
    return []


def picked(
    schema: Mapping[str, Any], value: Any, page: Mapping[str, Any], picks: Picks | None = None
) -> int:
    """The index of the alternative that counts."""
    parts = alternatives_of(schema, page)
    chosen = (picks or {}).get(id(schema.get("oneOf") or schema.get("anyOf")))
    if chosen is not None and chosen < len(parts):
        return chosen
    known = value if isinstance(value, Mapping) else {}
    shared = [len(properties_of(part).keys() & known.keys()) for part in parts]
    fitting = [index for index, part in enumerate(parts) if _fits(part, value, page)]
    return max(fitting or range(len(parts)), key=lambda index: (shared[index], -index))


def _parts(
    schema: Mapping[str, Any], value: Mapping[str, Any], page: Mapping[str, Any], picks: Picks
) -> Iterator[Mapping[str, Any]]:
    parts = schema.get("allOf")
    yield from (part for part in (parts if isinstance(parts, list) else ()) if _is_map(part))
    if "if" in schema:
        chosen = schema.get("then" if _fits(schema["if"], value, page) else "else")
        if isinstance(chosen, Mapping):
            yield chosen
    yield from _dependents(schema, value, page)
    alternatives = alternatives_of(schema, page)
    if alternatives:
        yield alternatives[picked(schema, value, page, picks)]


def _dependents(
    schema: Mapping[str, Any], value: Mapping[str, Any], page: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    for word in ("dependencies", "dependentSchemas", "dependentRequired"):
        stated = schema.get(word)
        for key, part in (stated if isinstance(stated, Mapping) else {}).items():
            if key not in value:
                continue
            if isinstance(part, list):
                yield {"required": part}
            elif isinstance(part, Mapping):
                yield from _dependent(key, resolved(part, page), value, page)


def _dependent(
    key: str, part: Mapping[str, Any], value: Mapping[str, Any], page: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    yield {name: stated for name, stated in part.items() if name != "oneOf"}
    for branch in part.get("oneOf") or ():
        chosen = resolved(branch, page)
        properties = dict(properties_of(chosen))
        deciding = properties.pop(key, None)
        if deciding is not None and _fits({"properties": {key: deciding}}, value, page):
            yield {**chosen, "properties": properties}
            return


def _fits(schema: Any, value: Any, page: Mapping[str, Any]) -> bool:
    try:
        return is_valid(schema, value, page)
    except SchemaError:
        return False


def _is_map(part: Any) -> bool:
    return isinstance(part, Mapping)
