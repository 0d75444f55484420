"""Compares the fields of two objects, the items of two lists and the values of two maps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from catalogsite.apis.differ.change_rules import Direction
from catalogsite.apis.differ.differences import Where
from catalogsite.apis.differ.json_schema.view import View
from catalogsite.apis.node import Node

if TYPE_CHECKING:
    from catalogsite.apis.differ.json_schema.compare import SchemaComparison


def compare_fields(
    every: SchemaComparison, old: View, new: View, direction: Direction, where: Where
) -> None:
    """Note the differences of what two schemas consist of."""
    for name in [*old.properties, *(one for one in new.properties if one not in old.properties)]:
        _field(every, old, new, name, direction, where.field(name))
    if old.items is not None or new.items is not None:
        every.compare(old.items, new.items, direction, where.inside("[]"))
    for number in range(max(len(old.prefix), len(new.prefix))):
        before, after = (
            one.prefix[number] if number < len(one.prefix) else None for one in (old, new)
        )
        every.compare(before, after, direction, where.inside(f"[{number}]"))
    _others(every, old, new, direction, where)


def _others(
    every: SchemaComparison, old: View, new: View, direction: Direction, where: Where
) -> None:
    """Fields that have no name in the schema."""
    before, after = old.additional, new.additional
    if isinstance(before, Node) or isinstance(after, Node):
        if before is not False and after is not False:
            nodes = [one if isinstance(one, Node) else None for one in (before, after)]
            every.compare(nodes[0], nodes[1], direction, where.inside(".*"))
            return
    elif before == after:
        return
    rule = "other-fields-refused" if after is False else "other-fields-allowed"
    every.differences.add(rule, where, every.place(old.node, new.node), direction)


def _field(
    every: SchemaComparison, old: View, new: View, name: str, direction: Direction, where: Where
) -> None:
    before, after = old.properties.get(name), new.properties.get(name)
    views = (
        every.old.of(before) if before is not None else None,
        every.new.of(after) if after is not None else None,
    )
    hidden = [one is not None and _is_hidden(one, direction) for one in views]

    def note(rule: str) -> None:
        every.differences.add(rule, where, every.place(before, after), direction)

    if views[0] is None or views[1] is None:
        if not any(hidden):
            is_refused = direction is Direction.INPUT and new.additional is False
            note(_added_or_removed(views[0], new, name, is_refused=is_refused))
        return
    if all(hidden):
        return
    _flags(views[0], views[1], note)
    if any(hidden):
        return
    required = name in old.required, name in new.required
    if required[0] != required[1]:
        note("field-became-required" if required[1] else "field-became-optional")
    every.compare(before, after, direction, where)


def _is_hidden(view: View, direction: Direction) -> bool:
    """Whether the field is never sent in a direction."""
    return view.read_only if direction is Direction.INPUT else view.write_only


def _added_or_removed(gone: View | None, new: View, name: str, *, is_refused: bool) -> str:
    if gone is None:
        return "required-field-added" if name in new.required else "field-added"
    if is_refused:
        return "field-refused"
    return "deprecated-field-removed" if gone.deprecated else "field-removed"


def _flags(old: View, new: View, note: Callable[[str], None]) -> None:
    rules = (
        (old.read_only, new.read_only, "field-became-read-only", "field-not-read-only"),
        (old.write_only, new.write_only, "field-became-write-only", "field-not-write-only"),
        (old.deprecated, new.deprecated, "field-deprecated", "field-not-deprecated"),
    )
    for before, after, became, no_longer in rules:
        if before != after:
            note(became if after else no_longer)
