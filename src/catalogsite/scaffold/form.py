"""What a template asks: its form for the guide page, and the checking of what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import SchemaError, ValidationError

from catalogsite.errors import TemplateError
from catalogsite.problems.suggest import nearest
from catalogsite.scaffold.template import Template


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    title: str
    type: str
    required: bool
    description: str = ""
    default: Any = None
    options: tuple[str, ...] = ()
    pattern: str = ""
    picker: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of a form."""

    title: str
    description: str
    fields: tuple[Field, ...]


def form(template: Template) -> tuple[FormPage, ...]:
    """The pages of the template's form; what only some answers bring up is among them."""
    return tuple(
        FormPage(
            title=str(page.get("title") or ""),
            description=str(page.get("description") or ""),
            fields=tuple(_fields(page)),
        )
        for page in template.pages
    )


def parse_values(template: Template, assignments: Sequence[str]) -> dict[str, Any]:
    """Turn `name=text` into values of the types that the form asks for."""
    known = {field.name: field for page in form(template) for field in page.fields}
    given = [assignment.partition("=") for assignment in assignments]
    malformed = [name for name, equals, _ in given if not equals]
    if malformed:
        told = ", ".join(map(repr, malformed))
        raise TemplateError(f"{told} is no parameter", fix="write --set name=value")
    strange = list(dict.fromkeys(name for name, _, _ in given if name not in known))
    if strange:
        raise TemplateError(
            f"the template has no parameter {' and no '.join(map(repr, strange))}",
            where=str(template.file),
            fix="; ".join(dict.fromkeys(_suggestion(name, list(known)) for name in strange)),
        )
    return {name: _typed(text, known[name]) for name, _, text in given}


def checked_values(template: Template, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the form's defaults. Raises TemplateError with every complaint at once."""
    filled = dict(values)
    for page in template.pages:
        _fill(page, filled)
    complaints: list[str] = []
    for page in template.pages:
        try:
            Draft7Validator.check_schema(_plain(page))
        except SchemaError as error:
            raise TemplateError(
                f"spec.parameters is no JSON Schema: {error.message}", where=str(template.file)
            ) from None
        found = sorted(Draft7Validator(_plain(page)).iter_errors(filled), key=_place)
        complaints += [_complaint(error) for error in found]
    if complaints:
        raise TemplateError(
            "\n".join(dict.fromkeys(complaints)),
            where=template.ref,
            fix="give each parameter with --set name=value",
        )
    return filled


def _fields(schema: dict[str, Any]) -> Iterator[Field]:
    properties = schema.get("properties")
    required = schema.get("required")
    needed = set(required) if isinstance(required, list) else set()
    for name, asked in (properties if isinstance(properties, dict) else {}).items():
        if isinstance(asked, dict):
            yield _field(str(name), asked, name in needed)
    seen = set(properties if isinstance(properties, dict) else ())
    for branch in _branches(schema):
        for field in _fields(branch):
            if field.name not in seen:
                seen.add(field.name)
                yield field


def _branches(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas that join in when an answer is so or so."""
    dependencies = schema.get("dependencies")
    for word in ("allOf", "anyOf", "oneOf"):
        yield from (branch for branch in schema.get(word) or () if isinstance(branch, dict))
    yield from (schema[word] for word in ("then", "else") if isinstance(schema.get(word), dict))
    for branch in dependencies.values() if isinstance(dependencies, dict) else ():
        if isinstance(branch, dict):
            yield branch


def _field(name: str, asked: dict[str, Any], required: bool) -> Field:
    options = asked.get("enum")
    given = asked.get("ui:options")
    stated = (given.get("catalogFilter") if isinstance(given, dict) else None) or ()
    filters = stated if isinstance(stated, list | tuple) else [stated]
    kinds = [f["kind"] for f in filters if isinstance(f, dict) and "kind" in f]
    return Field(
        name=name,
        title=str(asked.get("title") or name),
        type=str(asked.get("type") or "string"),
        required=required,
        description=str(asked.get("description") or ""),
        default=asked.get("default"),
        options=tuple(map(str, options)) if isinstance(options, list) else (),
        pattern=str(asked.get("pattern") or ""),
        picker=str(asked.get("ui:field") or ""),
        kinds=tuple(k for kind in kinds for k in (kind if isinstance(kind, list) else [kind])),
    )


def _typed(text: str, field: Field) -> Any:
    if field.type == "string":
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise TemplateError(
            f"{field.name}: {text!r} is no {field.type}", fix="write it as JSON"
        ) from None


def _fill(schema: dict[str, Any], values: dict[str, Any]) -> None:
    properties = schema.get("properties")
    for name, asked in (properties if isinstance(properties, dict) else {}).items():
        if not isinstance(asked, dict):
            continue
        if name not in values and "default" in asked:
            values[name] = asked["default"]
        if asked.get("type") == "object" and isinstance(values.get(name, {}), dict):
            inner = dict(values.get(name, {}))
            _fill(asked, inner)
            if inner:
                values[name] = inner


def _plain(page: dict[str, Any]) -> dict[str, Any]:
    # Each page sees the answers of all pages, so it cannot forbid those that it does not know.
    return {key: value for key, value in page.items() if key != "additionalProperties"}


def _place(error: ValidationError) -> str:
    return ".".join(map(str, error.absolute_path))


def _complaint(error: ValidationError) -> str:
    if error.validator == "required":
        name = error.message.split("'")[1]
        asked = error.schema["properties"].get(name, {}) if isinstance(error.schema, dict) else {}
        told = asked.get("description") or asked.get("title") if isinstance(asked, dict) else None
        return f"{name}: is required" + (f" ({told})" if told else "")
    if error.validator == "pattern":
        return f"{_place(error)}: {error.instance!r} must match {error.validator_value}"
    return f"{_place(error) or 'parameters'}: {error.message}"


def _suggestion(name: str, known: list[str]) -> str:
    near = nearest(name, known)
    return f"did you mean {near}?" if near else f"it asks for {', '.join(known) or 'nothing'}"
