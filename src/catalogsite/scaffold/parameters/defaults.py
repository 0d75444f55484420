"""Fills in the defaults of a form: those that hold for the answers, as Backstage's form does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from catalogsite.scaffold.parameters.active import Picks, active, alternatives_of, picked
from catalogsite.scaffold.parameters.branches import properties_of
from catalogsite.scaffold.parameters.references import resolved
from catalogsite.scaffold.parameters.ui import type_of

_MOST_ROUNDS = 20
_MOST_LEVELS = 20
_MOST_ITEMS = 1000
_NONE = object()


class _Form(NamedTuple):
    """What the schemas of one page share."""

    page: Mapping[str, Any]
    picks: Picks


def with_defaults(
    pages: Iterable[Mapping[str, Any]], values: Mapping[str, Any], picks: Picks | None = None
) -> dict[str, Any]:
    """The values with the defaults of all pages; a default may decide what else is asked."""
    filled = dict(values)
    for page in pages:
        filled = _object(page, filled, _Form(page, picks or {}), 0)
    return filled


def _object(
    schema: Mapping[str, Any], value: Mapping[str, Any], form: _Form, level: int
) -> dict[str, Any]:
    filled = dict(value)
    for _ in range(_MOST_ROUNDS):
        before = dict(filled)
        for name, part in properties_of(active(schema, filled, form.page, form.picks)).items():
            found = _value(resolved(part, form.page), filled.get(name, _NONE), form, level + 1)
            if found is not _NONE:
                filled[name] = found
        if filled == before:
            break
    return filled


def _value(property_: Mapping[str, Any], given: Any, form: _Form, level: int) -> Any:
    if level > _MOST_LEVELS:
        return given
    kind = type_of(property_)
    if kind == "object" and (given is _NONE or isinstance(given, Mapping)):
        return _object_or_none(property_, given, form, level)
    if given is _NONE:
        given = _default(property_, form, level)
        return _shortest(property_, form, level) if given is _NONE and kind == "array" else given
    if isinstance(given, list):
        return [
            _value(_item(property_, i, form), one, form, level + 1) for i, one in enumerate(given)
        ]
    return given


def _object_or_none(property_: Mapping[str, Any], given: Any, form: _Form, level: int) -> Any:
    if given is not _NONE:
        return _object(property_, given, form, level)
    stated = property_.get("default")
    # A default of a part counts more than what the default of the whole says of it.
    filled = _object(property_, {}, form, level)
    whole = {**(stated if isinstance(stated, Mapping) else {}), **filled}
    return whole or (_NONE if stated is None else stated)


def _default(property_: Mapping[str, Any], form: _Form, level: int) -> Any:
    for word in ("default", "const"):
        if word in property_:
            return property_[word]
    parts = alternatives_of(property_, form.page)
    if parts and not any("const" in part for part in parts):
        return _value(parts[picked(property_, None, form.page, form.picks)], _NONE, form, level + 1)
    return _NONE


def _shortest(property_: Mapping[str, Any], form: _Form, level: int) -> Any:
    """A list that has as many items as it must have at least, of their defaults."""
    items, least = property_.get("items"), property_.get("minItems")
    if isinstance(items, list):
        filled = [_value(resolved(one, form.page), _NONE, form, level + 1) for one in items]
        return [None if one is _NONE else one for one in filled] if items else _NONE
    if not isinstance(least, int) or not 0 < least <= _MOST_ITEMS:
        return _NONE
    one = _value(resolved(items, form.page), _NONE, form, level + 1)
    return _NONE if one is _NONE else [one] * least


def _item(property_: Mapping[str, Any], index: int, form: _Form) -> dict[str, Any]:
    items = property_.get("items")
    if isinstance(items, list):
        return resolved(items[index] if index < len(items) else {}, form.page)
    return resolved(items, form.page)
