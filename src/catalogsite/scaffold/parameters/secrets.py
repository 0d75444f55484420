"""Keeps the values of secret parameters out of what a run prints, as Backstage does in its logs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from catalogsite.scaffold.parameters.form import is_secret
from catalogsite.scaffold.templates.template import Template

_MASK = "***"
_ESCAPED = re.compile(r"[\\\"'\x00-\x1f\x7f-\U0010ffff]+")
_SHORTEST = 2
_MOST_LEVELS = 20


def secret_texts(template: Template, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts of the values that the form hides, the longest first."""
    found = {text for page in template.pages for text in _hidden(page, values, 0)}
    # Parts between letters that a text may escape, however many times.
    spellings = found | {part for text in found for part in _ESCAPED.split(text)}
    long = (text for text in spellings if len(text.strip()) >= _SHORTEST)
    return tuple(sorted(long, key=lambda text: (-len(text), text)))


def without_secrets(value: Any, secrets: Collection[str]) -> Any:
    """The value, in whose texts each secret is masked."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, _MASK)
        return value
    if isinstance(value, Mapping):
        return {key: without_secrets(inner, secrets) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(inner, secrets) for inner in value]
    return value


def _hidden(schema: Any, value: Any, level: int) -> Iterator[str]:
    """The texts of a value that its schema hides, in whatever part of the schema it says so."""
    if level > _MOST_LEVELS or not isinstance(schema, Mapping):
        return
    if is_secret(dict(schema)):
        yield from _texts(value)
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and isinstance(value, Mapping):
        for name in properties.keys() & value.keys():
            yield from _hidden(properties[name], value[name], level + 1)
    items = schema.get("items")
    for one in value if isinstance(value, list) else []:
        yield from _hidden(items, one, level + 1)
    for part in _parts(schema):
        yield from _hidden(part, value, level + 1)


def _parts(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas that hold for the same value under some condition."""
    for word in ("if", "then", "else"):
        yield schema.get(word)
    for word in ("allOf", "anyOf", "oneOf"):
        parts = schema.get(word)
        yield from parts if isinstance(parts, list) else []
    dependencies = schema.get("dependencies")
    yield from dependencies.values() if isinstance(dependencies, Mapping) else []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
