"""Operations and messages with what their traits add."""

from __future__ import annotations

from typing import Any

from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_MOST_DEPTH = 20


def with_traits(documents: Documents, node: Node) -> Node:
    """The object with the members of its traits, of which later ones win over earlier ones.

    In version 3 those of the object itself win; in version 2 each trait is a patch of it.
    """
    value: dict[str, Any] = {}
    if documents.root.text("asyncapi").startswith("2."):
        return node._replace(value=_patched(documents, node))
    for written in node.items("traits"):
        trait = documents.resolved(written)
        if trait.is_object:
            value = _merged(value, trait.value, 0)
    return node._replace(value=_merged(value, node.value, 0)) if value else node


def _patched(documents: Documents, node: Node) -> Any:
    value = node.value
    for written in node.items("traits"):
        trait = documents.resolved(written)
        if trait.is_object:
            value = _merged(value, trait.value, 0)
    return value


def _merged(one: dict[str, Any], other: dict[str, Any], depth: int) -> dict[str, Any]:
    found = dict(one)
    for key, value in other.items():
        known = found.get(key)
        if value is None:
            found.pop(key, None)
        elif isinstance(known, dict) and isinstance(value, dict) and depth < _MOST_DEPTH:
            found[key] = _merged(known, value, depth + 1)
        else:
            found[key] = value
    return found
