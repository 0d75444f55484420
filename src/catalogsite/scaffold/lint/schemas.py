"""The schemas in the form of a template, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.yaml12.documents import Path

_BRANCHES = ("allOf", "anyOf", "oneOf")
_PARTS = ("if", "then", "else", "not", "items")
Page = tuple[Path, dict[str, Any]]


def pages_of(spec: Mapping[str, Any]) -> list[Page]:
    """The pages of the form, each with its place."""
    stated = spec.get("parameters")
    if isinstance(stated, dict):
        return [(("spec", "parameters"), stated)]
    pages = enumerate(stated) if isinstance(stated, list) else ()
    return [(("spec", "parameters", i), page) for i, page in pages if isinstance(page, dict)]


def properties_in(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The properties of a schema."""
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}


def joined_schemas(
    schema: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """A schema and all that join in for the same object when an answer is so or so."""
    yield path, schema
    for word in _BRANCHES:
        branches = schema.get(word)
        for index, branch in enumerate(branches if isinstance(branches, list) else ()):
            if isinstance(branch, dict):
                yield from joined_schemas(branch, (*path, word, index))
    for word in ("then", "else"):
        if isinstance(schema.get(word), dict):
            yield from joined_schemas(schema[word], (*path, word))
    dependencies = schema.get("dependencies")
    for name, branch in (dependencies if isinstance(dependencies, dict) else {}).items():
        if isinstance(branch, dict):
            yield from joined_schemas(branch, (*path, "dependencies", name))


def all_schemas(schema: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """A schema and every schema in it."""
    yield path, schema
    for at, part in _children(schema, path):
        if isinstance(part, dict):
            yield from all_schemas(part, at)


def _children(schema: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    for word in ("properties", "dependencies", "definitions", "patternProperties"):
        inner = schema.get(word)
        for name, part in (inner if isinstance(inner, dict) else {}).items():
            yield (*path, word, name), part
    for word in _BRANCHES:
        inner = schema.get(word)
        for index, part in enumerate(inner if isinstance(inner, list) else ()):
            yield (*path, word, index), part
    for word in _PARTS:
        yield (*path, word), schema.get(word)
