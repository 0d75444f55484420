"""Checks the answers of a form: all that is wrong with them at once, without any value in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jsonschema.exceptions import SchemaError, ValidationError

from catalogsite.errors import TemplateError
from catalogsite.model.entity import EntityData
from catalogsite.problems.schema_errors import error_text, leaf_errors, missing_property
from catalogsite.scaffold.parameters.bounds import refuse_endless_pages
from catalogsite.scaffold.parameters.defaults import with_defaults
from catalogsite.scaffold.parameters.draft7 import schema_errors, validator
from catalogsite.scaffold.parameters.pickers import canonical, field_complaints, picker_complaints
from catalogsite.scaffold.parameters.places import page_path, place
from catalogsite.scaffold.parameters.plain_secrets import plain_secrets
from catalogsite.scaffold.templates.template import Template


def checked_values(
    template: Template, values: Mapping[str, Any], entities: Iterable[EntityData] = ()
) -> dict[str, Any]:
    """The values with the form's defaults, references to entities in full.

    `entities` are those of the catalog, which pickers choose from; without any, they take what they
    are given. Raises TemplateError with every complaint at once.
    """
    refuse_wrong_pages(template)
    known = tuple(entities)
    filled = canonical(template.pages, with_defaults(template.pages, values))
    complaints = [
        text
        for index, page in enumerate(template.pages)
        for text in page_complaints(page, filled, known, template, index, values)
    ]
    if complaints:
        raise TemplateError(
            "\n".join(dict.fromkeys(complaints)),
            where=template.ref,
            fix="give each parameter with --set name=value",
        )
    return filled


def refuse_wrong_pages(template: Template) -> None:
    """Raise TemplateError for what is wrong in the form itself, by file and line.

    Those are pages without an end, those that are no JSON Schema, and secrets that the form would show.
    """
    refuse_endless_pages(template)
    wrong: list[str] = []
    for index, page in enumerate(template.pages):
        for path in plain_secrets(page, page_path(template, index)):
            what = f"`{path[-1]}` asks for a secret in plain: add `ui:field: Secret`"
            wrong.append(f"{place(template, path)}: {what}")
        for error in schema_errors(page):
            reason = "; ".join(dict.fromkeys(map(error_text, leaf_errors(error))))
            path = (*page_path(template, index), *error.absolute_path)
            wrong.append(f"{place(template, path)}: {_dotted(path)} is not a JSON Schema: {reason}")
    if wrong:
        raise TemplateError(
            "\n".join(dict.fromkeys(wrong)), where=template.ref, fix="correct the template"
        )


def page_complaints(
    page: Mapping[str, Any],
    filled: Mapping[str, Any],
    entities: tuple[EntityData, ...],
    template: Template | None = None,
    index: int = 0,
    given: Mapping[str, Any] | None = None,
) -> list[str]:
    """What is wrong with the answers of one page, as `parameter: reason`.

    With a template, a default of its own that is wrong is named by file and line.
    """
    try:
        found = sorted(_errors(page, filled), key=_place)
    except SchemaError as error:
        where = place(template, page_path(template, index)) if template else "the form"
        return [f"{where}: {error.message}"]
    complaints = [
        text + (_own_default(template, index, error, filled, given) if template else "")
        for error in found
        for text in _complaints(error, page)
    ]
    return [*complaints, *picker_complaints(page, filled, entities)]


def answer_complaints(
    property_: Mapping[str, Any],
    value: Any,
    page: Mapping[str, Any],
    entities: tuple[EntityData, ...] = (),
) -> list[str]:
    """What is wrong with the answer to one question, without its name and value."""
    try:
        found = list(validator(property_, page).iter_errors(value))
    except SchemaError as error:
        return [error.message]
    reasons = [text.partition(": ")[2] for error in found for text in _complaints(error, property_)]
    return [*dict.fromkeys(reasons), *field_complaints(property_, value, entities)]


def _errors(page: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[ValidationError]:
    # Each page sees the answers of all pages, so it cannot forbid those that it does not know.
    plain = {key: value for key, value in page.items() if key != "additionalProperties"}
    yield from validator(plain).iter_errors(values)


def _own_default(
    template: Template,
    index: int,
    error: ValidationError,
    filled: Mapping[str, Any],
    given: Mapping[str, Any] | None,
) -> str:
    """A note that a wrong value is the template's own default, and where that stands."""
    name = next(iter(error.absolute_path), None)
    if name is None or given is None or name in given or name not in filled:
        return ""
    path = (*page_path(template, index), "properties", str(name), "default")
    return f" (the template's own default, {place(template, path)})"


def _place(error: ValidationError) -> str:
    return ".".join(map(str, error.absolute_path))


def _dotted(path: Iterable[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def _complaints(error: ValidationError, page: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the values, by parameter. No value is in it: it may be a secret."""
    for one in leaf_errors(error):
        missing = missing_property(one)
        if missing is None:
            yield f"{_place(one) or 'parameters'}: {_own_words(one, page, None) or error_text(one)}"
            continue
        title = _described(one.schema, missing)
        reason = "is required" + (f" ({title})" if title else "")
        name = ".".join(filter(None, (_place(one), missing)))
        yield f"{name}: {_own_words(one, page, missing) or reason}"


def _own_words(error: ValidationError, page: Mapping[str, Any], missing: str | None) -> str | None:
    """What the template's `errorMessage` says, at the schema or, by property, at the one around it."""
    word = str(error.validator)
    stated = error.schema.get("errorMessage") if isinstance(error.schema, Mapping) else None
    if isinstance(stated, str):
        return stated
    said = stated.get(word) if isinstance(stated, Mapping) else None
    if isinstance(said, Mapping) and missing is not None:
        said = said.get(missing)
    if isinstance(said, str):
        return said
    return _words_around(error, page)


def _words_around(error: ValidationError, page: Mapping[str, Any]) -> str | None:
    """`errorMessage.properties` of the object that has the property."""
    path = list(error.absolute_schema_path)[:-1]
    if len(path) < 2 or path[-2] != "properties":
        return None
    around: Any = page
    for part in path[:-2]:
        inside = isinstance(around, list) and isinstance(part, int) and part < len(around)
        if not inside and not (isinstance(around, Mapping) and part in around):
            return None
        around = around[part]
    stated = around.get("errorMessage") if isinstance(around, Mapping) else None
    by_name = stated.get("properties") if isinstance(stated, Mapping) else None
    said = by_name.get(path[-1]) if isinstance(by_name, Mapping) else None
    return said if isinstance(said, str) else None


def _described(schema: Any, name: str) -> str | None:
    """The description of a property, or its title."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    stated = properties.get(name) if isinstance(properties, dict) else None
    if not isinstance(stated, dict):
        return None
    return stated.get("description") or stated.get("title")
