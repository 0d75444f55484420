"""A small language of rules for JSON values: tables of fields instead of schemas."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogsite.catalog.findings import Finding, article, shown, type_name
from catalogsite.catalog.findings import field as named
from catalogsite.yaml12.documents import Path


@dataclass(frozen=True, slots=True)
class Text:
    """A string; an empty one only where allowed, and one of `choices` where there are any."""

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
    """A list whose items follow one rule."""

    of: Rule
    least: int = 0


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """An object, or a list of objects."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: the fields that must be there, the rule of each, and that of all others."""

    required: tuple[str, ...] = ()
    fields: Mapping[str, Rule] = field(default_factory=dict)
    others: Rule | None = None


Rule = Text | Condition | Anything | Items | OneOrMany | Shape

STRING = Text()
STRINGS = Items(STRING)
OBJECT = Shape()


def check(value: Any, rule: Rule, path: Path, found: list[Finding]) -> None:
    """Add to `found` all that is wrong with a value."""
    if isinstance(rule, Text):
        _text(value, rule, path, found)
    elif isinstance(rule, Shape):
        _shape(value, rule, path, found)
    elif isinstance(rule, Items):
        _items(value, rule, path, found)
    elif isinstance(rule, Condition):
        if not isinstance(value, str | bool):
            found.append(_wrong_type(value, "a string or a boolean", path))
    elif isinstance(rule, OneOrMany):
        if isinstance(value, list):
            _items(value, Items(OBJECT), path, found)
        else:
            _shape(value, OBJECT, path, found)


def _text(value: Any, rule: Text, path: Path, found: list[Finding]) -> None:
    if type(value) is not str:
        found.append(_wrong_type(value, "a string", path))
    elif not value and not rule.empty:
        found.append(Finding("field-empty", path, f"`{named(path)}` is empty", "give it a value"))
    elif rule.choices and value not in rule.choices:
        choices = " or ".join(f"`{choice}`" for choice in rule.choices)
        message = f"`{named(path)}` is {shown(value)}; it must be {choices}"
        found.append(Finding("field-value", path, message, f"write {choices}"))
    elif rule.longest and len(value) > rule.longest:
        message = f"`{named(path)}` has {len(value)} characters; at most {rule.longest} are allowed"
        found.append(Finding("field-value", path, message, "shorten it"))


def _shape(value: Any, rule: Shape, path: Path, found: list[Finding]) -> None:
    if type(value) is not dict:
        found.append(_wrong_type(value, "an object", path))
        return
    fields, others = rule.fields, rule.others
    for key, item in value.items():
        chosen = fields.get(key, others)
        if chosen is None or (chosen is STRING and type(item) is str and item):
            continue
        check(item, chosen, (*path, key), found)
    found.extend(_missing(key, value, fields, path) for key in rule.required if key not in value)


def _missing(key: str, value: dict[str, Any], fields: Mapping[str, Rule], path: Path) -> Finding:
    message = f"`{named((*path, key))}` is missing"
    unknown = [name for name in value if name not in fields]
    near = difflib.get_close_matches(key, unknown, 1, 0.8)
    if near:
        # It stands there by another name.
        fix = f"rename `{near[0]}` to `{key}`"
        return Finding("field-missing", (*path, near[0]), message, fix)
    rule = fields.get(key)
    empty = " []" if isinstance(rule, Items) and not rule.least else ""
    return Finding("field-missing", (*path, key), message, f"add `{key}:{empty}`")


def _items(value: Any, rule: Items, path: Path, found: list[Finding]) -> None:
    if type(value) is not list:
        found.append(_wrong_type(value, "a list", path))
        return
    if len(value) < rule.least:
        found.append(Finding("field-empty", path, f"`{named(path)}` has no item", "add one"))
    of = rule.of
    for index, item in enumerate(value):
        if of is STRING and type(item) is str and item:
            continue
        check(item, of, (*path, index), found)


def _wrong_type(value: Any, wanted: str, path: Path) -> Finding:
    if value is None:
        message = f"`{named(path)}` has no value, for which the catalog refuses the whole entity"
    else:
        message = f"`{named(path)}` must be {wanted}, not {article(type_name(value))}"
    return Finding("field-type", path, message, _mend(value, wanted, path))


def _mend(value: Any, wanted: str, path: Path) -> str | None:
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if value is None:
        return f"give `{key}` a value or remove the line"
    if wanted == "a string" and isinstance(value, bool | int | float):
        text = str(value).lower() if isinstance(value, bool) else value
        return f'put it in quotes: "{text}"'
    if wanted == "a string" and isinstance(value, list) and len(value) == 1:
        return f"write the only item without the list: `{key}: {value[0]}`"
    if wanted == "a list" and isinstance(value, str):
        return f"write it as a list: `{key}: [{value}]`"
    return None
