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
from catalogsite.scaffold.lint.schemas import (
    Page,
    all_schemas,
    joined_schemas,
    pages_of,
    properties_in,
)
from catalogsite.scaffold.parameters.bounds import page_fault
from catalogsite.scaffold.parameters.plain_secrets import plain_secrets
from catalogsite.yaml12.documents import Path

_OF_VALUES = ("type", "enum", "const", "minLength", "maxLength", "minimum", "maximum")
"""The keywords by which a default is judged; a stranger's pattern may take too long."""


class Asked(NamedTuple):
    """The parameters of a form, each with its place.

    `spent` are those that the form itself uses; an `open` form has fields of a company's own,
    which may fill in more.
    """

    names: Mapping[str, Path]
    spent: frozenset[str]
    open: bool


def parameters_of(spec: Mapping[str, Any]) -> Asked | None:
    """What the form asks; None where that is decided elsewhere."""
    if "formDecorators" in spec or "EXPERIMENTAL_formDecorators" in spec:
        return None
    names: dict[str, Path] = {}
    spent: set[str] = set()
    for path, page in pages_of(spec):
        for at, schema in joined_schemas(page, path):
            if any(key.startswith("$") for key in schema):
                return None
            for name, property_ in properties_in(schema).items():
                names.setdefault(name, (*at, "properties", name))
                if _does_more(property_):
                    spent.add(name)
            spent.update(_deciding(schema))
    return Asked(names, frozenset(spent), open=any(map(_is_open, pages_of(spec))))


def _is_open(page: Page) -> bool:
    return any(
        "ui:ObjectFieldTemplate" in schema or schema.get("ui:field", "Secret") not in FIELDS
        for _, schema in all_schemas(page[1], page[0])
    )


def form_findings(spec: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with the form."""
    for path, page in pages_of(spec):
        fault = page_fault(page)
        if fault is not None:
            yield finding("template-parameters", path, "endless", reason=fault)
            continue
        found = []
        for at, schema in all_schemas(page, path):
            found += [*_type(schema, at), *_required(schema, at), *_widget(schema, at)]
            found += _default(schema, at)
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


def _default(schema: Mapping[str, Any], at: Path) -> Iterator[Finding]:
    """A default that the schema around it refuses; what fills in the parts of an object is not known."""
    default = schema.get("default")
    plain = {key: schema[key] for key in _OF_VALUES if key in schema}
    filled_in = isinstance(default, dict) and plain.get("type", "object") == "object"
    if default is None or filled_in or not _is_schema(plain):
        return
    errors = [
        leaf for one in Draft7Validator(plain).iter_errors(default) for leaf in leaf_errors(one)
    ]
    if errors:
        path, reason = (*at, "default"), error_text(errors[0])
        yield finding("template-parameters", path, "default", reason=reason)


def _is_schema(schema: Mapping[str, Any]) -> bool:
    return not any(Draft7Validator(Draft7Validator.META_SCHEMA).iter_errors(schema))


def _required(schema: Mapping[str, Any], at: Path) -> Iterator[Finding]:
    wanted = schema.get("required")
    if not isinstance(wanted, list) or "properties" not in schema or "$ref" in schema:
        return
    known = {name for _, part in joined_schemas(schema, at) for name in properties_in(part)}
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
        for _, part in joined_schemas(condition, ()):
            yield from properties_in(part)
