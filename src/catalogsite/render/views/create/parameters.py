"""The table of a template's parameters: what each is, and when it is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold.parameters.answers import variable_of
from catalogsite.scaffold.parameters.form import Field, flat_fields, form_page

_MOST_ROWS = 300
_CHOICES = 12
_LIMITS = {
    "minLength": "at least {} letters",
    "maxLength": "at most {} letters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
}
_PICKERS = {
    "EntityPicker": "an entity",
    "OwnedEntityPicker": "an entity",
    "MultiEntityPicker": "entities",
    "OwnerPicker": "an owner",
    "MyGroupsPicker": "a group",
    "EntityNamePicker": "a name",
    "EntityTagsPicker": "tags",
    "RepoUrlPicker": "a repository",
    "RepoBranchPicker": "a branch",
    "RepoOwnerPicker": "an owner of repositories",
    "Secret": "text",
}


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter: `condition` says when it is asked, `rules` what its answer must fulfil.

    A secret is taken from the `variable` of the environment.
    """

    name: str
    title: str
    type: str
    required: bool
    default: str
    description: str
    choices: tuple[str, ...]
    more_choices: int
    rules: tuple[str, ...]
    condition: str
    secret: bool
    variable: str


@dataclass(frozen=True, slots=True)
class ParameterPage:
    """A page of the form."""

    title: str
    description: str
    rows: tuple[ParameterRow, ...]


def parameter_pages(spec: Mapping[str, Any]) -> tuple[ParameterPage, ...]:
    """The pages of a template's form; what is no schema is left out."""
    stated = spec.get("parameters")
    pages = stated if isinstance(stated, list) else [stated]
    return tuple(_page(page) for page in pages if isinstance(page, dict))


def switches(pages: tuple[ParameterPage, ...]) -> frozenset[str]:
    """The names of the boolean parameters."""
    return frozenset(row.name for page in pages for row in page.rows if row.type == "boolean")


def _page(schema: dict[str, Any]) -> ParameterPage:
    try:
        page = form_page(schema)
        rows = tuple(map(_row, flat_fields(page.fields)))
    except (TemplateError, TypeError, AttributeError):
        # A form that cannot be read is a problem of its own; its page still shows the rest.
        return ParameterPage("", "", ())
    return ParameterPage(page.title, page.description, rows[:_MOST_ROWS])


def _row(field: Field) -> ParameterRow:
    choices = tuple(choice.label for choice in field.choices)
    rules = [words.format(limit) for word, limit in field.limits if (words := _LIMITS.get(word))]
    given = field.default is not None and not field.secret
    return ParameterRow(
        name=field.name,
        title="" if field.title == field.name else field.title,
        type=_type(field),
        required=field.required,
        default=_shown(field.default) if given else "",
        description=field.description,
        choices=choices[:_CHOICES],
        more_choices=max(0, len(choices) - _CHOICES),
        rules=(*rules, *([f"matches `{field.pattern}`"] if field.pattern else ())),
        condition=field.condition,
        secret=field.secret,
        variable=variable_of(field.name),
    )


def _type(field: Field) -> str:
    """The words for what is asked: the field of Backstage, or the type."""
    if field.picker in _PICKERS:
        return _PICKERS[field.picker]
    if field.type == "array" and field.item is not None:
        return f"list of {field.item.type}"
    return field.type


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
