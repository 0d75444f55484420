"""Compares two schemas: each difference once, by the direction in which values go."""

from __future__ import annotations

from collections.abc import Callable

from catalogsite.apis.differ.change_rules import Direction
from catalogsite.apis.differ.differences import Differences, TooMuch, Where, code
from catalogsite.apis.differ.json_schema.constraints import constraint_changes
from catalogsite.apis.differ.json_schema.fields import compare_fields
from catalogsite.apis.differ.json_schema.types import TypeChange, format_change, type_change
from catalogsite.apis.differ.json_schema.variants import matched_variants, variants_of
from catalogsite.apis.differ.json_schema.view import View, Views
from catalogsite.apis.node import Node
from catalogsite.model.api.types import Place

_MOST_PAIRS = 200_000
_MOST_DEPTH = 50
"""Levels that are compared: a schema that is a part of its own `allOf` has no end."""
_SHOWN_VALUES = 8
_ANYTHING = {"string", "number", "boolean", "object", "array"}


class SchemaComparison:
    """Compares schemas of two definitions; a pair that was compared in a direction is not again.

    `named` gives the id of a named type by its name, in the new definition or the old one.
    """

    def __init__(
        self, old: Views, new: Views, differences: Differences, named: Callable[[str], str]
    ) -> None:
        self.old, self.new = old, new
        self.differences = differences
        self._named = named
        self._depth = 0
        self._seen: set[tuple[object, object, Direction]] = set()

    def compare(
        self, old: Node | None, new: Node | None, direction: Direction, where: Where
    ) -> None:
        """Note what differs between two schemas; None means one that allows anything."""
        before = self.old.of(old) if old is not None else View(_EMPTY)
        after = self.new.of(new) if new is not None else View(_EMPTY)
        self.compare_views(before, after, direction, where)

    def compare_views(self, old: View, new: View, direction: Direction, where: Where) -> None:
        """The same for schemas whose references are resolved."""
        key = (old.node.place, new.node.place, direction)
        if key in self._seen and old.node is not _EMPTY and new.node is not _EMPTY:
            return
        self._seen.add(key)
        if len(self._seen) > _MOST_PAIRS:
            raise TooMuch
        if old.name and old.name == new.name:
            where = Where(code(new.name), self._named(new.name), named=True)
        self._depth += 1
        if self._depth <= _MOST_DEPTH:
            self._compare_pair(old, new, direction, where)
        self._depth -= 1

    def _compare_pair(self, old: View, new: View, direction: Direction, where: Where) -> None:
        pair = _Pair(self, old, new, direction, where)
        if old.variants or new.variants:
            pair.compare_variants()
        elif pair.compare_types():
            pair.compare_values()
            compare_fields(self, old, new, direction, where)
        pair.compare_rest()

    def place(self, old: Node | None, new: Node | None) -> tuple[Node, Place]:
        """Where a difference is: in the new definition, or in the old one where it is gone."""
        if new is not None and new is not _EMPTY:
            return new, self.new.documents.place(new)
        node = old if old is not None else _EMPTY
        return node, self.old.documents.place(node)


_EMPTY = Node({}, "", ())


class _Pair:
    """Two schemas that are one, in two versions."""

    def __init__(
        self, all_: SchemaComparison, old: View, new: View, direction: Direction, where: Where
    ) -> None:
        self.all, self.old, self.new = all_, old, new
        self.direction, self.where = direction, where

    def note(self, rule: str, before: str = "", after: str = "") -> None:
        at = self.all.place(self.old.node, self.new.node)
        self.all.differences.add(rule, self.where, at, self.direction, before, after)

    def compare_types(self) -> bool:
        """Whether the types have something in common, so that it is worthwhile to go on."""
        old, new = self.old, self.new
        what = type_change(old, new)
        if what is not TypeChange.SAME:
            self.note(f"type-{what.value}", code(old.text), code(new.text))
        if old.nullable != new.nullable and {"null"} not in (old.types, new.types):
            self.note("became-nullable" if new.nullable else "no-longer-nullable")
        return what is not TypeChange.CHANGED

    def compare_values(self) -> None:
        """Values, constraints and formats."""
        old, new = self.old, self.new
        if old.enum is None or new.enum is None:
            if new.enum is not None:
                self.note("values-restricted", after=_listed(new.enum))
            elif old.enum is not None and type_change(old, new) is not TypeChange.WIDENED:
                self.note("values-unrestricted", before=_listed(old.enum))
        else:
            if added := [one for one in new.enum if one not in old.enum]:
                self.note("value-added", after=_listed(added))
            if removed := [one for one in old.enum if one not in new.enum]:
                self.note("value-removed", before=_listed(removed))
        for what, before, after in constraint_changes(old.constraints, new.constraints):
            self.note(f"constraint-{what}", before, after)
        if what := format_change(old, new):
            self.note(what, code(old.format), code(new.format))

    def compare_variants(self) -> None:
        """The variants of `oneOf` or `anyOf`; a schema without any counts as its only one."""
        old, new = variants_of(self.all.old, self.old), variants_of(self.all.new, self.new)
        found = matched_variants(self.all.old, old, self.all.new, new)
        if not found.pairs:
            self.note("type-changed", code(_together(old)), code(_together(new)))
            return
        for one in found.removed:
            self.note("variant-removed", before=code(one.text))
        for one in found.added:
            self.note("variant-added", after=code(one.text))
        if self.old.nullable != self.new.nullable:
            self.note("became-nullable" if self.new.nullable else "no-longer-nullable")
        for before, after in found.pairs:
            self.all.compare_views(before, after, self.direction, self.where)
        if self.old.variants and self.new.variants:
            compare_fields(self.all, self.old, self.new, self.direction, self.where)
            if self.old.discriminator != self.new.discriminator:
                names = (
                    code(v.discriminator) if v.discriminator else "nothing"
                    for v in (self.old, self.new)
                )
                self.note("discriminator-changed", *names)

    def compare_rest(self) -> None:
        """Defaults, deprecation, and what is compared as a whole."""
        old, new = self.old, self.new
        if old.default != new.default:
            texts = (
                code(one) if one is not None else "nothing" for one in (old.default, new.default)
            )
            self.note("default-changed", *texts)
        for key in sorted(old.rest.keys() | new.rest.keys()):
            if old.rest.get(key) != new.rest.get(key):
                self.note("rule-of-schema-changed", key, key)


def _listed(values: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(map(code, values[:_SHOWN_VALUES]))
    return (
        f"{shown} and {len(values) - _SHOWN_VALUES} more" if len(values) > _SHOWN_VALUES else shown
    )


def _together(views: list[View]) -> str:
    return " or ".join(dict.fromkeys(one.text for one in views))
