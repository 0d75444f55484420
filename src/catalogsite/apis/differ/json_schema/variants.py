"""Pairs the variants of two schemas, which have no names of their own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import NamedTuple

from catalogsite.apis.differ.json_schema.view import View, Views

_MOST = 300


class Matched(NamedTuple):
    """The variants that are in both, and those that only one schema has."""

    pairs: list[tuple[View, View]]
    removed: list[View]
    added: list[View]


def variants_of(views: Views, view: View) -> list[View]:
    """The variants of a schema, those of its variants among them; itself where it has none."""
    found = {one.node.place: one for one in _flat(views, view, 0)}
    return list(found.values())[:_MOST] or [view]


def _flat(views: Views, view: View, depth: int) -> Iterator[View]:
    for node in view.variants:
        inner = views.of(node)
        if inner.variants and not inner.properties and depth < 5:
            yield from _flat(views, inner, depth + 1)
        else:
            yield inner


def matched_variants(
    old_views: Views, old: list[View], new_views: Views, new: list[View]
) -> Matched:
    """Pairs by name, else by equal content, else those of a type that are left, where both have as many."""
    pairs: list[tuple[View, View]] = []
    keys: tuple[Callable[[Views, View], Hashable], ...] = (
        lambda _, view: view.name,
        lambda _, view: _title(view),
        lambda _, view: _constants(view),
        lambda views, view: views.canonical(view.node),
        lambda _, view: tuple(sorted(view.types)),
    )
    for key in keys:
        left, right = _grouped(old_views, old, key), _grouped(new_views, new, key)
        for found in left:
            if found and len(left[found]) == len(right.get(found, ())):
                pairs += zip(left[found], right[found], strict=True)
        old = [one for one in old if all(one is not pair[0] for pair in pairs)]
        new = [one for one in new if all(one is not pair[1] for pair in pairs)]
    return Matched(pairs, old, new)


def _grouped(
    views: Views, variants: list[View], key: Callable[[Views, View], Hashable]
) -> dict[Hashable, list[View]]:
    found: dict[Hashable, list[View]] = {}
    for one in variants:
        found.setdefault(key(views, one), []).append(one)
    return found


def _title(view: View) -> str:
    title = view.node.value.get("title") if view.node.is_object else None
    return title if isinstance(title, str) else ""


def _constants(view: View) -> Hashable:
    """The fields that can have one value only, which distinguish variants."""
    found = []
    for name, node in sorted(view.properties.items()):
        value = node.value if node.is_object else {}
        enum = [value["const"]] if "const" in value else value.get("enum")
        if isinstance(enum, list) and len(enum) == 1:
            found.append((name, str(enum[0])))
    return tuple(found)
