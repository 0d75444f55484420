"""Mistakes in the form of a scaffold template: its JSON Schemas and its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from catalogsite.problems.create import Finding, finding
from catalogsite.problems.schema_errors import error_text, leaf_errors
from catalogsite.problems.suggest import near_miss, nearest
from catalogsite.problems.value_text import value_text
from catalogsite.scaffold.actions.known_names import FIELDS, TYPE_WORDS, TYPES
from catalogsite.scaffold.parameters.plain_secrets import plain_secrets
from catalogsite.yaml12.documents import Path

_BRANCHES = ("allOf", "anyOf", "oneOf")
_PARTS = ("if", "then", "else", "not", "items")
Page = tuple[Path, dict[str, Any]]


class Asked(NamedTuple):
    """The parameters of a form, each with its place.

    `spent` are those that the form itself uses; an `open` form has fields of a company's own,
    which may fill in more.
    """

    names: Mapping[str, Path]
    spent: frozenset[str]
    open: bool


def pages_of(spec: Mapping[str, Any]) -> list[Page]:
    """The pages of the form, each with its place."""
    stated = spec.get("parameters")
    if isinstance(stated, dict):
        return [(("spec", "parameters"), stated)]
    pages = enumerate(stated) if isinstance(stated, list) else ()
    return [(("spec", "parameters", i), page) for i, page in pages if isinstance(page, dict)]


def parameters_of(spec: Mapping[str, Any]) -> Asked | None:
    """What the form asks; None where that is decided elsewhere."""
    if "formDecorators" in spec or "EXPERIMENTAL_formDecorators" in spec:
        return None
    names: dict[str, Path] = {}
    spent: set[str] = set()
    for path, page in pages_of(spec):
        for at, schema in _joined(page, path):
            if any(key.startswith("$") for key in schema):
                return None
            for name, property_ in _properties(schema).items():
                names.setdefault(name, (*at, "properties", name))
                if _does_more(property_):
                    spent.add(name)
            spent.update(_deciding(schema))
    return Asked(names, frozenset(spent), open=any(map(_is_open, pages_of(spec))))


def _is_open(page: Page) -> bool:
    return any(
        "ui:ObjectFieldTemplate" in schema or schema.get("ui:field", "Secret") not in FIELDS
        for _, schema in _all(page[1], page[0])
    )


def form_findings(spec: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with the form."""
    for path, page in pages_of(spec):
        found = []
        for at, schema in _all(page, path):
            found += [*_type(schema, at), *_required(schema, at), *_widget(schema, at)]
        yield from found
        for at in plain_secrets(page, path):
            yield finding("template-secret", at, name=str(at[-1]))
        for error in Draft7Validator(Draft7Validator.META_SCHEMA).iter_errors(page):
            at = (*path, *error.absolute_path)
            if not any(one.path[: len(at)] == at for one in found):
                yield finding("template-parameters", at, reason=_reason(error))


def _reason(error: ValidationError) -> str:
    return "; ".join(dict.fromkeys(map(error_text, leaf_errors(error))))


def _type(schema: Mapping[str, Any], at: Path) -> Iterator[Finding]:
    stated = schema.get("type")
    if not isinstance(stated, str) or stated in TYPES or "{{" in stated:
        return
    yield finding(
        "template-parameters",
        (*at, "type"),
        "type",
        value=value_text(stated),
        known=", ".join(TYPES),
        suggestion=TYPE_WORDS.get(stated.lower()) or nearest(stated, TYPES),
    )


def _required(schema: Mapping[str, Any], at: Path) -> Iterator[Finding]:
    wanted = schema.get("required")
    if not isinstance(wanted, list) or "properties" not in schema or "$ref" in schema:
        return
    known = {name for _, part in _joined(schema, at) for name in _properties(part)}
    for index, name in enumerate(wanted):
        if isinstance(name, str) and name not in known:
            yield finding(
                "template-parameters",
                (*at, "required", index),
                "required",
                name=name,
                suggestion=nearest(name, known),
            )


def _widget(schema: Mapping[str, Any], at: Path) -> Iterator[Finding]:
    name = schema.get("ui:field")
    if not isinstance(name, str) or name in FIELDS:
        return
    similar = near_miss(name, FIELDS)
    # A company's own field often has its initials before the name of the one that it is made of.
    if similar and not name.endswith(similar):
        yield finding("template-field", (*at, "ui:field"), name=name, suggestion=similar)


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}


def _does_more(property_: Any) -> bool:
    """Whether a field shows or keeps something without being a value for the steps."""
    if not isinstance(property_, dict):
        return True
    custom = property_.get("ui:field")
    shown_only = property_.get("type") == "null" or property_.get("readOnly") is True
    credentials = "requestUserCredentials" in (property_.get("ui:options") or {})
    return shown_only or credentials or (custom is not None and custom not in FIELDS - {"Secret"})


def _deciding(schema: Mapping[str, Any]) -> Iterator[str]:
    """The parameters that decide what else is property_."""
    dependencies = schema.get("dependencies")
    yield from dependencies if isinstance(dependencies, dict) else ()
    condition = schema.get("if")
    if isinstance(condition, dict):
        for _, part in _joined(condition, ()):
            yield from _properties(part)


def _joined(schema: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """A schema and all that join in for the same object when an answer is so or so."""
    yield path, schema
    for word in _BRANCHES:
        branches = schema.get(word)
        for index, branch in enumerate(branches if isinstance(branches, list) else ()):
            if isinstance(branch, dict):
                yield from _joined(branch, (*path, word, index))
    for word in ("then", "else"):
        if isinstance(schema.get(word), dict):
            yield from _joined(schema[word], (*path, word))
    dependencies = schema.get("dependencies")
    for name, branch in (dependencies if isinstance(dependencies, dict) else {}).items():
        if isinstance(branch, dict):
            yield from _joined(branch, (*path, "dependencies", name))


def _all(schema: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """A schema and every schema in it."""
    yield path, schema
    for at, part in _children(schema, path):
        if isinstance(part, dict):
            yield from _all(part, at)


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
