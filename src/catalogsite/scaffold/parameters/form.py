"""The form of a template: its pages and questions, each with the condition under which it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from catalogsite.scaffold.parameters import ui
from catalogsite.scaffold.parameters.bounds import refuse_endless_pages
from catalogsite.scaffold.parameters.branches import both, branches, properties_of, required_of
from catalogsite.scaffold.parameters.conditions import joined
from catalogsite.scaffold.parameters.references import resolved
from catalogsite.scaffold.templates.template import Template

_MOST_LEVELS = 12
_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems")


class Choice(NamedTuple):
    """One of the values that an answer may have, and what a form shows for it."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    `condition` says in words when it is asked, such as "`docs` is off"; it is empty where it always
    is. `choices` are the values that it may have, for a list those of its items; `limits` the keywords
    of JSON Schema that bound a number or a length; `picker` the field of Backstage that asks.
    `fields` are the parts of an object and `item` is the question that a list repeats. Nothing may
    show the value of a `secret` one. `schema` is the property that it was read from.
    """

    name: str
    title: str
    type: str
    required: bool
    description: str = ""
    default: Any = None
    choices: tuple[Choice, ...] = ()
    pattern: str = ""
    picker: str = ""
    kinds: tuple[str, ...] = ()
    limits: tuple[tuple[str, float], ...] = ()
    secret: bool = False
    condition: str = ""
    asked: bool = True
    fields: tuple[Field, ...] = ()
    item: Field | None = None
    schema: Mapping[str, Any] | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """The choices as text."""
        return tuple(str(choice.value) for choice in self.choices)

    @property
    def when(self) -> str:
        """The condition as a phrase, such as "when `docs` is off"; empty where there is none."""
        return f"when {self.condition}" if self.condition else ""


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of a form; `schema` is its JSON Schema with the `ui:*` keys."""

    title: str
    description: str
    fields: tuple[Field, ...]
    schema: Mapping[str, Any]


def form(template: Template) -> tuple[FormPage, ...]:
    """The pages of the template's form; what only some answers bring up is among them.

    Raises TemplateError for a form without an end.
    """
    refuse_endless_pages(template)
    return tuple(map(form_page, template.pages))


def form_page(page: Mapping[str, Any]) -> FormPage:
    """One page of a form, from its JSON Schema."""
    return FormPage(
        title=str(page.get("title") or ""),
        description=str(page.get("description") or ""),
        fields=fields_of(page, page),
        schema=page,
    )


def fields_of(
    schema: Mapping[str, Any], page: Mapping[str, Any], level: int = 0
) -> tuple[Field, ...]:
    """The questions of an object of the page, in their order; one that several branches ask is one."""
    found: dict[str, Field] = {}
    for field in _fields(schema, page, "", level):
        earlier = found.get(field.name)
        found[field.name] = _either(earlier, field) if earlier else field
    return tuple(found[name] for name in ui.in_order(list(found), schema))


def flat_fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The questions and the parts of objects and lists, by the names that `--set` takes.

    A part of an object is `owner.mail`; the questions that a list repeats are named `ports[].number`.
    """
    for field in fields:
        yield field
        inner, mark = field.fields, f"{field.name}."
        if field.item is not None:
            inner, mark = field.item.fields, f"{field.name}[]."
        for part in flat_fields(inner):
            condition = joined([field.condition, part.condition], "and")
            yield replace(part, name=mark + part.name, condition=condition)


def field_of(
    name: str,
    property_: Mapping[str, Any],
    page: Mapping[str, Any],
    *,
    required: bool,
    level: int = 0,
) -> Field:
    """The question for a property."""
    type_, options = ui.type_of(property_), ui.ui_options(property_)
    items = resolved(property_.get("items"), page) if type_ == "array" else {}
    deeper = level < _MOST_LEVELS
    return Field(
        name=name,
        title=str(property_.get("title") or name),
        type=type_,
        required=required,
        description=str(property_.get("description") or options.get("description") or ""),
        default=property_.get("default"),
        choices=choices_of(property_) or choices_of(items),
        pattern=str(property_.get("pattern") or ""),
        picker=ui.custom_field(property_),
        kinds=_kinds(options),
        limits=_limits(property_),
        secret=ui.is_secret(property_) or ui.is_secret(items),
        asked=ui.is_asked(property_),
        fields=fields_of(property_, page, level + 1) if type_ == "object" and deeper else (),
        item=field_of(name, items, page, required=True, level=level + 1)
        if items and deeper
        else None,
        schema=property_,
    )


def choices_of(property_: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The values that a property may have, from `enum` with its names, or from titled constants."""
    values = property_.get("enum")
    if isinstance(values, list):
        names = property_.get("enumNames") or ui.ui_options(property_).get("enumNames")
        labels = _labels(names, values)
        return tuple(map(Choice, values, labels))
    for word in ("oneOf", "anyOf"):
        parts = property_.get(word)
        if isinstance(parts, list) and parts and all(map(_is_constant, parts)):
            return tuple(
                Choice(part["const"], str(part.get("title") or part["const"])) for part in parts
            )
    return ()


def _is_constant(part: Any) -> bool:
    return isinstance(part, Mapping) and "const" in part


def _labels(names: Any, values: list[Any]) -> list[str]:
    """The names of values: a list beside them, or a mapping of some of them."""
    if isinstance(names, list):
        return [str(names[i]) if i < len(names) else str(v) for i, v in enumerate(values)]
    if isinstance(names, Mapping):
        return [str(names.get(str(value), value)) for value in values]
    return list(map(str, values))


def _fields(
    schema: Mapping[str, Any], page: Mapping[str, Any], condition: str, level: int
) -> Iterator[Field]:
    if level > _MOST_LEVELS:
        return
    needed, stated = required_of(schema), properties_of(schema)
    for name, part in stated.items():
        field = field_of(name, resolved(part, page), page, required=name in needed, level=level)
        yield replace(field, condition=condition)
    for branch in branches(schema, page):
        inner = both(condition, branch.condition)
        for field in _fields(branch.schema, page, inner, level + 1):
            if field.name not in stated and field.name != branch.decided_by:
                yield field


def _either(first: Field, second: Field) -> Field:
    """A question that two branches ask; it is asked where one of them holds."""
    always = not (first.condition and second.condition)
    condition = "" if always else joined([first.condition, second.condition], "or")
    return replace(
        first,
        condition=condition,
        required=first.required and second.required,
        choices=tuple(dict.fromkeys([*first.choices, *second.choices]))
        if _hashable(first, second)
        else first.choices,
    )


def _hashable(*fields: Field) -> bool:
    values = [choice.value for field in fields for choice in field.choices]
    return not any(isinstance(value, list | dict) for value in values)


def _kinds(options: Mapping[str, Any]) -> tuple[str, ...]:
    stated = options.get("catalogFilter") or ()
    filters = stated if isinstance(stated, list | tuple) else [stated]
    kinds = [f["kind"] for f in filters if isinstance(f, Mapping) and "kind" in f]
    return tuple(str(k) for kind in kinds for k in (kind if isinstance(kind, list) else [kind]))


def _limits(property_: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    return tuple(
        (word, property_[word]) for word in _LIMITS if type(property_.get(word)) in {int, float}
    )
