"""The form of a template: its fields for the guide page, and the validation of values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import SchemaError, ValidationError

from catalogsite.errors import TemplateError
from catalogsite.model.text.unicode import replace_surrogates
from catalogsite.problems.schema_errors import error_text, leaf_errors, missing_property
from catalogsite.problems.suggest import nearest
from catalogsite.problems.value_text import with_article
from catalogsite.scaffold.templates.template import Template

_PUBLIC_HOSTS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "dev.azure.com"})
_OWNERS_OF_REPOSITORIES = frozenset({"owner", "organization", "workspace", "project"})


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    `limits` are the keywords of JSON Schema that bound a number or the length of a text; `secret`
    marks a value that nothing may show.
    """

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
    limits: tuple[tuple[str, float], ...] = ()
    secret: bool = False


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
    """The values of `name=text` assignments, converted to the types of the form."""
    known = {field.name: field for page in form(template) for field in page.fields}
    given = [assignment.partition("=") for assignment in assignments]
    malformed = [name for name, equals, _ in given if not equals]
    if malformed:
        names = ", ".join(map(repr, malformed))
        raise TemplateError(f"{names} is not an assignment", fix="write --set name=value")
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
                f"spec.parameters is not a JSON Schema: {error.message}", where=str(template.file)
            ) from None
        found = sorted(Draft7Validator(_plain(page)).iter_errors(filled), key=_place)
        complaints += [text for error in found for text in _complaints(error)]
    complaints += _malformed_repositories(template, filled)
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
    for name, property_ in (properties if isinstance(properties, dict) else {}).items():
        if isinstance(property_, dict):
            yield _field(str(name), property_, name in needed)
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


def _field(name: str, property_: dict[str, Any], required: bool) -> Field:
    options = property_.get("enum")
    given = property_.get("ui:options")
    stated = (given.get("catalogFilter") if isinstance(given, dict) else None) or ()
    filters = stated if isinstance(stated, list | tuple) else [stated]
    kinds = [f["kind"] for f in filters if isinstance(f, dict) and "kind" in f]
    return Field(
        name=name,
        title=str(property_.get("title") or name),
        type=str(property_.get("type") or "string"),
        required=required,
        description=str(property_.get("description") or ""),
        default=property_.get("default"),
        options=tuple(map(str, options)) if isinstance(options, list) else (),
        pattern=str(property_.get("pattern") or ""),
        picker=str(property_.get("ui:field") or ""),
        kinds=tuple(k for kind in kinds for k in (kind if isinstance(kind, list) else [kind])),
        limits=tuple(
            (word, property_[word]) for word in _LIMITS if type(property_.get(word)) in {int, float}
        ),
        secret=is_secret(property_),
    )


_LIMITS = ("minLength", "maxLength", "minimum", "maximum")


def is_secret(property_: dict[str, Any]) -> bool:
    """Whether the value of a property is one that Backstage's form hides."""
    options = property_.get("ui:options")
    widget = options.get("widget") if isinstance(options, dict) else None
    stated = (property_.get("ui:field"), property_.get("ui:widget"), widget)
    return stated[0] == "Secret" or "password" in stated[1:]


def _typed(text: str, field: Field) -> Any:
    if field.type == "string":
        return text
    try:
        return replace_surrogates(yaml.safe_load(text))
    except yaml.YAMLError:
        raise TemplateError(
            f"{field.name}: is not {with_article(field.type)}", fix="write it as JSON"
        ) from None


def _fill(schema: dict[str, Any], values: dict[str, Any]) -> None:
    properties = schema.get("properties")
    for name, property_ in (properties if isinstance(properties, dict) else {}).items():
        if not isinstance(property_, dict):
            continue
        if name not in values and "default" in property_:
            values[name] = property_["default"]
        if property_.get("type") == "object" and isinstance(values.get(name, {}), dict):
            inner = dict(values.get(name, {}))
            _fill(property_, inner)
            if inner:
                values[name] = inner


def _plain(page: dict[str, Any]) -> dict[str, Any]:
    # Each page sees the answers of all pages, so it cannot forbid those that it does not know.
    return {key: value for key, value in page.items() if key != "additionalProperties"}


def _place(error: ValidationError) -> str:
    return ".".join(map(str, error.absolute_path))


def _complaints(error: ValidationError) -> Iterator[str]:
    """What is wrong with the values, by parameter. No value is in it: it may be a secret."""
    for one in leaf_errors(error):
        missing = missing_property(one)
        if missing is None:
            yield f"{_place(one) or 'parameters'}: {error_text(one)}"
            continue
        above = _place(one)
        title = _described(one.schema, missing)
        yield f"{above}.{missing}".lstrip(".") + ": is required" + (f" ({title})" if title else "")


def _described(schema: Any, name: str) -> str | None:
    """The description of a property, or its title."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    stated = properties.get(name) if isinstance(properties, dict) else None
    if not isinstance(stated, dict):
        return None
    return stated.get("description") or stated.get("title")


def _malformed_repositories(template: Template, values: dict[str, Any]) -> Iterator[str]:
    """Repository addresses that no filter could read."""
    for page in form(template):
        for field in page.fields:
            text = values.get(field.name)
            if field.picker != "RepoUrlPicker" or not isinstance(text, str) or not text:
                continue
            parts = urlsplit(text if "://" in text else f"https://{text}")
            given = parse_qs(parts.query)
            # Gerrit has repositories without an owner.
            owned = parts.hostname not in _PUBLIC_HOSTS or set(given) & _OWNERS_OF_REPOSITORIES
            if not (parts.hostname and given.get("repo") and owned):
                yield f"{field.name}: must be the address of a repository: host?owner=o&repo=r"


def _suggestion(name: str, known: list[str]) -> str:
    near = nearest(name, known)
    return f"did you mean {near}?" if near else f"its parameters are {', '.join(known) or 'none'}"
