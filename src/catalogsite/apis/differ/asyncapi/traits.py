"""Operations and messages with what their traits add."""

from __future__ import annotations

from typing import Any

from catalogsite.apis.differ.documents import Documents, Node

_MOST_DEPTH = 20


def with_traits(documents: Documents, node: Node) -> Node:
    """The object with the members of its traits; its own win, and later traits before earlier ones."""
    value: dict[str, Any] = {}
    for written in node.items("traits"):
        trait = documents.resolved(written)
        if trait.is_object:
            value = _merged(value, trait.value, 0)
    return node._replace(value=_merged(value, node.value, 0)) if value else node


def _merged(one: dict[str, Any], other: dict[str, Any], depth: int) -> dict[str, Any]:
    found = dict(one)
    for key, value in other.items():
        known = found.get(key)
        if isinstance(known, dict) and isinstance(value, dict) and depth < _MOST_DEPTH:
            found[key] = _merged(known, value, depth + 1)
        else:
            found[key] = value
    return found
