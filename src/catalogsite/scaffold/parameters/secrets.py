"""Keeps the values of secret parameters out of what a run prints, as Backstage does in its logs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.scaffold.parameters.bounds import refuse_endless_pages
from catalogsite.scaffold.parameters.references import resolved
from catalogsite.scaffold.parameters.ui import custom_field, is_secret
from catalogsite.scaffold.templates.template import Template

MASK = "***"
_ESCAPED = re.compile(r"[\\\"'\x00-\x1f\x7f-\U0010ffff]+")
_SHORTEST = 2
_MOST_LEVELS = 20

_Path = tuple[str | int, ...]


class SplitValues(NamedTuple):
    """The values of a form: the `parameters` of the run, and what only inputs of actions may hold."""

    parameters: dict[str, Any]
    secrets: dict[str, str]


class _Hidden(NamedTuple):
    """A value that the form hides: where it is, its name among the secrets, and its property."""

    path: _Path
    name: str
    property: Mapping[str, Any]
    value: Any


def split_secrets(template: Template, values: Mapping[str, Any]) -> SplitValues:
    """The values, and those that the form hides by the names of their questions, at any depth.

    As in Backstage, the value of a `Secret` field is no parameter: it is masked there. The value of a
    password widget is both. In a list the questions of `tokens` are named `tokens-0`, `tokens-1`, …
    """
    parameters: Any = dict(values)
    secrets: dict[str, str] = {}
    for page in template.pages:
        for hidden in _hidden(page, values, page):
            if isinstance(hidden.value, str | int | float):
                secrets[hidden.name] = str(hidden.value)
            if custom_field(hidden.property) == "Secret" and hidden.value not in (None, ""):
                parameters = _masked(parameters, hidden.path)
    return SplitValues(parameters, secrets)


def shown_values(template: Template, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a review or a record shows them: each that the form hides is masked."""
    shown: Any = dict(values)
    for page in template.pages:
        for hidden in _hidden(page, values, page):
            if hidden.value not in (None, ""):
                shown = _masked(shown, hidden.path)
    return dict(shown)


def secret_texts(template: Template, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts of the values that the form hides, the longest first."""
    refuse_endless_pages(template)
    found = {
        text
        for page in template.pages
        for hidden in _hidden(page, values, page)
        for text in _texts(hidden.value)
    }
    # Parts between letters that a text may escape, however many times.
    spellings = found | {part for text in found for part in _ESCAPED.split(text)}
    long = (text for text in spellings if len(text.strip()) >= _SHORTEST)
    return tuple(sorted(long, key=lambda text: (-len(text), text)))


def without_secrets(value: Any, secrets: Collection[str]) -> Any:
    """The value, in whose texts each secret is masked."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
        return value
    if isinstance(value, Mapping):
        return {key: without_secrets(inner, secrets) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(inner, secrets) for inner in value]
    return value


def _hidden(
    schema: Any,
    value: Any,
    page: Mapping[str, Any],
    path: _Path = (),
    name: str = "",
    level: int = 0,
) -> Iterator[_Hidden]:
    """The values that a schema hides, in whatever part of the schema it says so."""
    if level > _MOST_LEVELS or not isinstance(schema, Mapping):
        return
    schema = resolved(schema, page)
    if is_secret(schema) and path:
        yield _Hidden(path, name, schema, value)
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and isinstance(value, Mapping):
        for key in properties:
            if key in value:
                yield from _hidden(properties[key], value[key], page, (*path, key), key, level + 1)
    items = schema.get("items")
    for index, one in enumerate(value if isinstance(value, list) else []):
        item = items[min(index, len(items) - 1)] if isinstance(items, list) and items else items
        yield from _hidden(item, one, page, (*path, index), f"{name}-{index}", level + 1)
    for part in _parts(schema):
        yield from _hidden(part, value, page, path, name, level + 1)


def _parts(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas that hold for the same value under some condition."""
    for word in ("if", "then", "else"):
        yield schema.get(word)
    for word in ("allOf", "anyOf", "oneOf"):
        parts = schema.get(word)
        yield from parts if isinstance(parts, list) else []
    for word in ("dependencies", "dependentSchemas"):
        stated = schema.get(word)
        yield from stated.values() if isinstance(stated, Mapping) else []


def _masked(value: Any, path: _Path) -> Any:
    if not path:
        return MASK
    step, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return [_masked(one, rest) if i == step else one for i, one in enumerate(value)]
    if isinstance(value, Mapping) and step in value:
        return {**value, step: _masked(value[step], rest)}
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
