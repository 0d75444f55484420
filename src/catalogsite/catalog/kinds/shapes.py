"""Shapes of JSON values, written as tables of fields, and their check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogsite.catalog.kinds.wrong_type import A_LIST, A_STRING, AN_OBJECT, wrong_type
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import near_miss
from catalogsite.problems.value_text import path_text, value_text
from catalogsite.yaml12.documents import Path


@dataclass(frozen=True, slots=True)
class Text:
    """A string: `empty` if it may be empty, one of `choices`, of at most `longest` characters."""

    empty: bool = False
    choices: tuple[str, ...] = ()
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A string or a boolean."""


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose items follow one rule, with at least `least` items."""

    of: Rule
    least: int = 0


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """An object, or a list of objects."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: its required fields, the rule of each known field, and that of all others."""

    required: tuple[str, ...] = ()
    fields: Mapping[str, Rule] = field(default_factory=dict)
    others: Rule | None = None


Rule = Text | Condition | Anything | Items | OneOrMany | Shape

STRING = Text()
STRINGS = Items(STRING)
OBJECT = Shape()


def check(value: Any, rule: Rule, path: Path, found: list[Finding]) -> None:
    """Add to `found` the findings about a value."""
    if isinstance(rule, Text):
        _text(value, rule, path, found)
    elif isinstance(rule, Shape):
        _shape(value, rule, path, found)
    elif isinstance(rule, Items):
        _items(value, rule, path, found)
    elif isinstance(rule, Condition):
        if not isinstance(value, str | bool):
            found.append(wrong_type(value, "a string or a boolean", path))
    elif isinstance(rule, OneOrMany):
        if isinstance(value, list):
            _items(value, Items(OBJECT), path, found)
        else:
            _shape(value, OBJECT, path, found)


def _text(value: Any, rule: Text, path: Path, found: list[Finding]) -> None:
    if type(value) is not str:
        found.append(wrong_type(value, A_STRING, path))
    elif not value and not rule.empty:
        found.append(finding("field-empty", path))
    elif rule.choices and value not in rule.choices:
        choices = " or ".join(f"`{choice}`" for choice in rule.choices)
        shown = value_text(value)
        found.append(finding("field-value", path, "choice", value=shown, choices=choices))
    elif rule.longest and len(value) > rule.longest:
        length, limit = len(value), rule.longest
        found.append(finding("field-value", path, "too-long", length=length, limit=limit))


def _shape(value: Any, rule: Shape, path: Path, found: list[Finding]) -> None:
    if type(value) is not dict:
        found.append(wrong_type(value, AN_OBJECT, path))
        return
    fields, others = rule.fields, rule.others
    for key, item in value.items():
        chosen = fields.get(key, others)
        if chosen is None or (chosen is STRING and type(item) is str and item):
            continue
        check(item, chosen, (*path, key), found)
    found.extend(_missing(key, value, fields, path) for key in rule.required if key not in value)


def _missing(key: str, value: dict[str, Any], fields: Mapping[str, Rule], path: Path) -> Finding:
    misspelled = near_miss(key, [name for name in value if name not in fields])
    rule = fields.get(key)
    entry = f"{key}: []" if isinstance(rule, Items) and not rule.least else f"{key}:"
    at = (*path, misspelled or key)
    missing = path_text((*path, key))
    return finding("field-missing", at, field=missing, key=key, entry=entry, suggestion=misspelled)


def _items(value: Any, rule: Items, path: Path, found: list[Finding]) -> None:
    if type(value) is not list:
        found.append(wrong_type(value, A_LIST, path))
        return
    if len(value) < rule.least:
        found.append(finding("field-empty", path, "no-items"))
    of = rule.of
    for index, item in enumerate(value):
        if of is STRING and type(item) is str and item:
            continue
        check(item, of, (*path, index), found)
