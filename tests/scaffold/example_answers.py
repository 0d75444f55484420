"""Answers that fit the form of a template, made of its schemas: for a run without anybody to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from re._parser import parse
from typing import Any
from urllib.parse import urlencode

from catalogsite.scaffold.parameters.active import active
from catalogsite.scaffold.parameters.branches import properties_of, required_of
from catalogsite.scaffold.parameters.defaults import with_defaults
from catalogsite.scaffold.parameters.draft7 import is_valid
from catalogsite.scaffold.parameters.form import choices_of
from catalogsite.scaffold.parameters.references import resolved
from catalogsite.scaffold.parameters.ui import custom_field, is_asked, type_of, ui_options
from catalogsite.scaffold.templates.template import Template

_MOST_ROUNDS = 10
_MOST_LEVELS = 12
_BY_FIELD: Mapping[str, Any] = {
    "OwnerPicker": "group:default/team-a",
    "MyGroupsPicker": "group:default/team-a",
    "EntityPicker": "component:default/ledger",
    "OwnedEntityPicker": "component:default/ledger",
    "MultiEntityPicker": ["component:default/ledger"],
    "EntityNamePicker": "ledger",
    "EntityTagsPicker": ["example"],
    "RepoBranchPicker": "main",
    "RepoOwnerPicker": "acme",
}
_TEXTS = (
    *("ledger", "Ledger", "LEDGER", "ledger-api", "ledger_api", "ledgerapi", "com.example.ledger"),
    *("com/example/ledger", "acme/ledger", "1.0.0", "v1.0.0", "1", "42", "8080", "123456789012"),
    *("10.0.0.0/16", "10.0.0.1", "ann@example.com", "https://example.com/ledger", "2026-01-31"),
    *("12:30", "2026-01-31T12:30:00Z", "/ledger", "./ledger", "eu-west-1", "ledger.example.com"),
    *("10Gi", "500m", "0 0 * * *", "#336699", "ABC-123", "ABC", "github.com", "01234567-89ab"),
    *("01234567-89ab-4cde-8f01-23456789abcd", "Ledger of the company Acme, for all accounts"),
    "arn:aws:iam::123456789012:role/ledger",
)
"""Texts of the shapes that patterns and formats ask for."""


def example_answers(template: Template, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Answers to every question of the form, besides those that are given.

    Where no value is found that fits a question, it has none, and the form says what it asks for.
    """
    values = dict(given or {})
    for page in template.pages:
        values = _object(page, with_defaults([page], values), page, 0)
        for name, part in properties_of(active(page, values, page)).items():
            # A default of this field is only the host, and the form asks for the rest.
            if custom_field(part) == "RepoUrlPicker" and "?" not in str(values.get(name)):
                values[name] = _repository(ui_options(part))
    return values


def _object(
    schema: Mapping[str, Any], value: Mapping[str, Any], page: Mapping[str, Any], level: int
) -> dict[str, Any]:
    """The object with an answer to each question; an answer may bring up others."""
    filled = _without_unfit(schema, value, page)
    for _ in range(_MOST_ROUNDS):
        asked = active(schema, filled, page)
        new = {
            name: answer
            for name, part in properties_of(asked).items()
            if name not in filled
            for answer in _answer(resolved(part, page), page, name in required_of(asked), level + 1)
        }
        if not new:
            break
        filled |= new
    return filled


def _without_unfit(
    schema: Mapping[str, Any], value: Mapping[str, Any], page: Mapping[str, Any]
) -> dict[str, Any]:
    """The object without the values that their schemas refuse: some templates have such defaults."""
    parts = properties_of(active(schema, value, page))
    return {
        name: one
        for name, one in value.items()
        if name not in parts or _takes(resolved(parts[name], page), one, page)
    }


def _takes(property_: Mapping[str, Any], value: Any, page: Mapping[str, Any]) -> bool:
    plain = {key: part for key, part in property_.items() if not key.startswith("ui:")}
    if type_of(property_) == "object" and isinstance(value, dict):
        return True
    return is_valid(plain, value, page)


def _answer(
    property_: Mapping[str, Any], page: Mapping[str, Any], required: bool, level: int
) -> Iterator[Any]:
    """The answer to a question; none where it needs none, or none was found."""
    if level > _MOST_LEVELS or not (required or is_asked(property_)):
        return
    yield from (one for one in list(_fitting(property_, page, level))[:1])


def _fitting(property_: Mapping[str, Any], page: Mapping[str, Any], level: int) -> Iterator[Any]:
    plain = {key: value for key, value in property_.items() if not key.startswith("ui:")}
    for candidate in _candidates(property_, page, level):
        if is_valid(plain, candidate, page):
            yield candidate
            return


def _candidates(property_: Mapping[str, Any], page: Mapping[str, Any], level: int) -> Iterator[Any]:
    for word in ("const", "default"):
        if word in property_:
            yield property_[word]
    examples = property_.get("examples")
    yield from examples if isinstance(examples, list) else ()
    type_ = type_of(property_)
    if type_ != "array":
        yield from (choice.value for choice in choices_of(property_))
    picker = custom_field(property_)
    if picker == "RepoUrlPicker":
        yield _repository(ui_options(property_))
    if picker in _BY_FIELD:
        yield _BY_FIELD[picker]
    if type_ == "object":
        yield _object(property_, {}, page, level)
        yield {"example": "ledger"}
    elif type_ == "array":
        yield from _lists(property_, page, level)
    elif type_ == "boolean":
        yield from (True, False)
    elif type_ in {"integer", "number"}:
        yield from _numbers(property_)
    else:
        yield from _texts(property_)


def _repository(options: Mapping[str, Any]) -> str:
    """The address of a repository that the options of the field allow."""

    def allowed(name: str, otherwise: str) -> str:
        stated = options.get(name)
        return str(stated[0]) if isinstance(stated, list) and stated else otherwise

    host = allowed("allowedHosts", "github.com")
    parts = {"owner": allowed("allowedOwners", "acme"), "repo": allowed("allowedRepos", "ledger")}
    if "bitbucket" in host or "azure" in host:
        parts |= {
            "workspace": allowed("allowedOwners", "acme"),
            "project": allowed("allowedProjects", "acme"),
            "organization": allowed("allowedOrganizations", "acme"),
        }
    return f"{host}?{urlencode(parts)}"


def _lists(property_: Mapping[str, Any], page: Mapping[str, Any], level: int) -> Iterator[Any]:
    least = property_.get("minItems")
    items = resolved(property_.get("items"), page)
    choices = [choice.value for choice in choices_of(items)]
    count = max(1, least if isinstance(least, int) else 1)
    yield choices[:count]
    one = list(_fitting(items, page, level + 1))
    yield one * count
    yield [f"{one[0]}{number}" for number in range(count)] if one else []
    yield []


def _numbers(property_: Mapping[str, Any]) -> Iterator[float]:
    bounds = [property_.get(word) for word in ("minimum", "maximum", "multipleOf")]
    yield from (bound for bound in bounds if isinstance(bound, int | float))
    lower = property_.get("exclusiveMinimum")
    yield from (1, 0, lower + 1 if isinstance(lower, int | float) else 2)


def _texts(property_: Mapping[str, Any]) -> Iterator[str]:
    yield from _TEXTS
    longest = property_.get("maxLength")
    if isinstance(longest, int):
        yield from (text[:longest] for text in _TEXTS)
    pattern = property_.get("pattern")
    if isinstance(pattern, str):
        yield from (_text_of(pattern, more) for more in (0, 1, 3))
    shortest = property_.get("minLength")
    if isinstance(shortest, int) and shortest < 1000:
        yield "x" * shortest


def _text_of(pattern: str, more: int) -> str:
    """A text of the shape that a pattern describes, with `more` repeats than it needs."""
    try:
        return "".join(_piece(part, more) for part in parse(pattern))
    except re.error:
        return ""


def _piece(part: tuple[Any, Any], more: int) -> str:
    kind, value = str(part[0]), part[1]
    if kind == "LITERAL":
        return chr(value)
    if kind == "IN":
        return _letter(value)
    if kind == "ANY":
        return "x"
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least, most, inner = value
        count = min(least + more, int(most))
        return "".join(_piece(one, more) for one in inner) * count
    if kind == "SUBPATTERN":
        return "".join(_piece(one, more) for one in value[-1])
    if kind == "BRANCH":
        return "".join(_piece(one, more) for one in value[1][0])
    return ""


def _letter(sets: list[tuple[Any, Any]]) -> str:
    """A character of a set, or one that a negated set leaves."""
    kind, value = str(sets[0][0]), sets[0][1]
    if kind == "NEGATE":
        return "x"
    if kind == "CATEGORY":
        return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(value), "a")
    return chr(value[0]) if kind == "RANGE" else chr(value)
