"""Plain data from the nodes of a document."""

from __future__ import annotations

from typing import Any

import yaml

from catalogsite.catalog.composing import PLAIN, QUOTED
from catalogsite.catalog.positions import Position, YamlError
from catalogsite.catalog.scalars import STARTS, plain_value, tagged_value

_MAX_ALIASES = 100


class Builder:
    """Plain data from nodes."""

    legacy = False
    wraps = False
    """Whether something is in it that `check_layout` has to look at."""

    def build(self, node: yaml.Node) -> Any:
        """The value of a node."""
        kind = type(node)
        if kind is yaml.ScalarNode:
            tag = node.tag
            if tag == PLAIN:
                return plain_value(node.value, self.legacy)
            if tag == QUOTED:
                if node.start_mark.line != node.end_mark.line:
                    self.wraps = True
                return node.value
            return tagged_value(tag, node.value)
        flow = getattr(node, "flow_style", False)
        if flow and node.start_mark.line != node.end_mark.line:
            self.wraps = True
        if kind is yaml.MappingNode:
            return self._mapping(node)
        return [self.build(item) for item in node.value]

    def _is_text(self, tag: str, text: str) -> bool:
        """Whether a scalar means its own text: most keys do, so they are asked first."""
        if tag == PLAIN:
            return text[:1] not in STARTS and not self.legacy
        return tag == QUOTED

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not (type(key_node) is yaml.ScalarNode and self._is_text(key_node.tag, key)):
                key = _key_text(self.build(key_node))
                if type(key_node) is not yaml.ScalarNode:
                    self.wraps = True
            if key in out:
                mark = key_node.start_mark
                where = Position(mark.line + 1, mark.column + 1)
                raise YamlError(f"the key `{key}` is given twice", where)
            out[key] = self.build(value_node)
        return out


class SharingBuilder(Builder):
    """The same for a document with aliases: refuses cycles and expansion without bound."""

    def __init__(self) -> None:
        self._uses: dict[int, int] = {}
        self._open: set[int] = set()

    def build(self, node: yaml.Node) -> Any:
        """The value of a node, counting how often it is used."""
        name = id(node)
        if name in self._open:
            raise YamlError("an alias contains itself", _start(node))
        self._uses[name] = self._uses.get(name, -1) + 1
        if self._uses[name] and self._uses[name] * self._weight(node) > _MAX_ALIASES:
            raise YamlError("aliases expand to too much data", _start(node))
        self._open.add(name)
        try:
            return super().build(node)
        finally:
            self._open.discard(name)

    def _weight(self, node: yaml.Node) -> int:
        heaviest = 1
        if type(node) is not yaml.ScalarNode:
            children = node.value
            if type(node) is yaml.MappingNode:
                children = [part for pair in node.value for part in pair]
            for child in children:
                uses = self._uses.get(id(child), 0)
                heaviest = max(heaviest, (uses or 1) * self._weight(child))
        return heaviest


def _start(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _key_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list) and not value:
        return "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {_key_text(item)}".rstrip() for key, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[ {', '.join(map(_key_text, value))} ]"
    return str(value)
