"""What became of the types and formats of a schema."""

from __future__ import annotations

from enum import StrEnum

from catalogsite.apis.differ.json_schema.view import View

_WIDER = {"int32": "int64", "float": "double"}
"""Formats of numbers by the one that holds all of their values and more."""
_OF_NUMBERS = frozenset({*_WIDER, *_WIDER.values()})
_NUMBERS = frozenset({"integer", "number"})


class TypeChange(StrEnum):
    """What became of the set of types."""

    SAME = "same"
    WIDENED = "widened"
    NARROWED = "narrowed"
    CHANGED = "changed"


def type_change(old: View, new: View) -> TypeChange:
    """How the types differ; the width of a number is a part of its type."""
    wider, narrower = _covers(new.types, old.types), _covers(old.types, new.types)
    if wider and narrower:
        return _width_change(old, new)
    if wider:
        return TypeChange.WIDENED
    return TypeChange.NARROWED if narrower else TypeChange.CHANGED


def _covers(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether every value of the other types is one of these; no type means any."""
    if not one or other == {"nothing"}:
        return True
    if not other:
        return False
    held = one | {"integer"} if "number" in one else one
    return other <= held


def _width_change(old: View, new: View) -> TypeChange:
    if not old.types & _NUMBERS:
        return TypeChange.SAME
    if _WIDER.get(old.format) == new.format:
        return TypeChange.WIDENED
    return TypeChange.NARROWED if _WIDER.get(new.format) == old.format else TypeChange.SAME


def format_change(old: View, new: View) -> str:
    """The rule that a change of the format breaks; `""` where its types tell all."""
    if old.format == new.format or old.types != new.types:
        return ""
    if _width_change(old, new) is not TypeChange.SAME:
        return ""
    if not old.format:
        return "format-added"
    return "format-changed" if new.format else "format-removed"
