"""References in the schemas of tools: each schema is a document of its own."""

from __future__ import annotations

from typing import Any

from catalogsite.apis.formats.mcp.description import ServerDescription
from catalogsite.apis.node import Node

_KEYS = ("inputSchema", "outputSchema")


def resolve_from_whole(described: ServerDescription) -> None:
    """Rewrite `#/$defs/X` in the schemas of tools to where that is in the whole text."""
    seen: set[int] = set()
    for tool in described.listed["tools"]:
        for schema in filter(None, map(tool.get, _KEYS)):
            _rewrite(schema, seen)


def _rewrite(schema: Node, seen: set[int]) -> None:
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in schema.path)
    pointer = "#/" + "/".join(steps)
    waiting: list[Any] = [schema.value]
    while waiting:
        value = waiting.pop()
        if id(value) in seen or not isinstance(value, dict | list):
            continue
        seen.add(id(value))
        waiting.extend(value.values() if isinstance(value, dict) else value)
        if isinstance(value, list):
            continue
        reference = value.get("$ref")
        if isinstance(reference, str) and reference[:1] == "#" and reference != pointer:
            value["$ref"] = f"{pointer}{reference[1:]}"
