"""The properties of an object with those of the schemas that `allOf` puts together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_MOST_PARTS = 200
_JOINED = frozenset({"allOf", "$ref"})
"""Members that put a schema together with others."""


class Property(NamedTuple):
    """A property, and the schema with a name that it comes from; None for one of its own."""

    name: str
    node: Node
    required: bool
    origin: Node | None


def properties_of(node: Node, documents: Documents) -> list[Property]:
    """The properties of a schema and all that it extends, those of the latter first.

    Of two with the same name the last one counts, and a name is required where any schema says so.
    """
    if not node.has_any(_JOINED):
        needed = frozenset(node.texts("required"))
        return [
            Property(name, one, name in needed, None) for name, one in node.entries("properties")
        ]
    required: set[str] = set()
    found: dict[str, tuple[Node, Node | None]] = {}
    for part, origin in _parts(node, documents):
        required.update(part.texts("required"))
        for name, one in part.entries("properties"):
            found[name] = (one, origin)
    return [Property(name, one, name in required, origin) for name, (one, origin) in found.items()]


def _parts(node: Node, documents: Documents) -> Iterator[tuple[Node, Node | None]]:
    """The schema and all that `allOf` or a reference adds to it, each once, and itself last."""
    seen: set[tuple[str, Any]] = set()
    waiting: list[tuple[Node, Node | None, bool]] = [(node, None, False)]
    for _ in range(2 * _MOST_PARTS):
        if not waiting:
            return
        one, origin, is_open = waiting.pop()
        if is_open:
            yield one, origin
            continue
        if one.place in seen or not one.is_object:
            continue
        seen.add(one.place)
        inner = [(part, origin, False) for part in one.items("allOf")]
        if one.reference is not None:
            target = documents.resolved(one)
            inner.insert(0, (target, origin or target, False))
        waiting.append((one, origin, True))
        waiting += reversed(inner)
