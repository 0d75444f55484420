"""Compares the settings of protocols, most of which clients need not know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from catalogsite.apis.differ.differences import code
from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node

_PLACES = frozenset(
    {
        ("amqp", "is"),
        ("amqp", "exchange.name"),
        ("amqp", "exchange.type"),
        ("amqp", "exchange.vhost"),
        ("amqp", "queue.name"),
        ("amqp", "queue.vhost"),
        ("googlepubsub", "topic"),
        ("http", "method"),
        ("ibmmq", "destinationType"),
        ("ibmmq", "queue.objectName"),
        ("ibmmq", "topic.objectName"),
        ("ibmmq", "topic.string"),
        ("jms", "destination"),
        ("jms", "destinationType"),
        ("kafka", "topic"),
        ("pulsar", "namespace"),
        ("pulsar", "persistence"),
        ("sns", "name"),
        ("sqs", "queue.name"),
        ("ws", "method"),
    }
)
"""Where clients connect, by protocol and setting."""
_SCHEMAS = frozenset({"key", "query", "headers"})
_NOT_COMPARED = frozenset({"bindingVersion", "description"})
_MOST = 500

Note = Callable[[str, str, str, str], None]
"""Takes the rule, the name of the setting, and what it was and is."""


def compare_bindings(
    documents: tuple[Documents, Documents],
    old: Node,
    new: Node,
    note: Note,
    schema: Callable[[Node | None, Node | None, str], None],
) -> None:
    """Note the settings that differ; `schema` compares those that are schemas."""
    before, after = (_settings(one, node) for one, node in zip(documents, (old, new), strict=True))
    for key in sorted(before.keys() | after.keys()):
        protocol, setting = key
        was, now = before.get(key), after.get(key)
        if setting in _SCHEMAS:
            schema(was, now, f"{protocol} {setting}")
        elif (was.value if was else None) != (now.value if now else None):
            rule = "binding-place-changed" if key in _PLACES else "binding-changed"
            note(rule, f"{protocol} {setting}", _text(was), _text(now))


def _settings(documents: Documents, node: Node) -> dict[tuple[str, str], Node]:
    written = node.get("bindings")
    if written is None:
        return {}
    found: dict[tuple[str, str], Node] = {}
    for protocol, one in documents.resolved(written).members():
        for setting, value in _leaves(documents, documents.resolved(one), "", 0):
            if len(found) < _MOST:
                found[protocol, setting] = value
    return found


def _leaves(documents: Documents, node: Node, above: str, depth: int) -> Iterator[tuple[str, Node]]:
    for name, value in node.members():
        path = f"{above}.{name}" if above else name
        if name in _NOT_COMPARED:
            continue
        if value.is_object and path not in _SCHEMAS and depth < 5:
            yield from _leaves(documents, documents.resolved(value), path, depth + 1)
        else:
            yield path, value


def _text(node: Node | None) -> str:
    if node is None:
        return "nothing"
    value: Any = node.value
    return code(str(value).lower() if isinstance(value, bool) else str(value))
