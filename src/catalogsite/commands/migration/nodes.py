"""Values of a Backstage configuration with their file, line and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_VARIABLE = re.compile(r"\$?\$\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Variable(NamedTuple):
    """`$env: NAME`: the whole value comes from the environment."""

    name: str


class External(NamedTuple):
    """`$file: path`: the whole value is the text of a file."""

    path: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its file and line; mappings and lists hold nodes."""

    value: Any
    where: str

    def child(self, *keys: str) -> Node | None:
        """The node at a path of keys; None if one is missing."""
        node: Node | None = self
        for key in keys:
            node = node.children.get(key) if node is not None else None
        return node

    @property
    def children(self) -> Mapping[str, Node]:
        """The entries of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The items of a list; for any other value, a list of the node itself."""
        return self.value if isinstance(self.value, list) else [self]


def variable_of(node: Node) -> str | None:
    """The variable that is the whole value; None if there is more than one variable, or text."""
    if isinstance(node.value, Variable):
        return node.value.name
    if not isinstance(node.value, str):
        return None
    found = _VARIABLE.fullmatch(node.value.strip())
    if found is None or found[0].startswith("$$") or not _NAME.fullmatch(found[1].strip()):
        return None
    return found[1].strip()


def variables_in(node: Node) -> Iterator[str]:
    """Every variable of the value that has no default."""
    if isinstance(node.value, Variable):
        yield node.value.name
    elif isinstance(node.value, str):
        for found in _VARIABLE.finditer(node.value):
            if not found[0].startswith("$$") and ":-" not in found[1]:
                yield found[1].strip()


def text_of(node: Node, env: Mapping[str, str]) -> str | None:
    """The value as text; None if it is not a text, or if one of its variables is not set."""
    if isinstance(node.value, Variable):
        return env.get(node.value.name)
    if isinstance(node.value, External):
        return node.value.text
    if isinstance(node.value, bool) or not isinstance(node.value, str | int | float):
        return None
    return _substituted(str(node.value), env)


def flag_of(node: Node | None, env: Mapping[str, str]) -> bool | None:
    """The value as a boolean; None if it is neither."""
    if node is None:
        return None
    if isinstance(node.value, bool):
        return node.value
    return {"true": True, "false": False}.get((text_of(node, env) or "").lower())


def _substituted(text: str, env: Mapping[str, str]) -> str | None:
    """The text with the values of variables; None if one is not set, as in Backstage."""
    parts = []
    end = 0
    for found in _VARIABLE.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        if found[0].startswith("$$"):
            parts.append(found[0][1:])
            continue
        name, given, default = found[1].partition(":-")
        value = env.get(name.strip()) or (default.strip() if given else None)
        if value is None:
            return None
        parts.append(value)
    return "".join(parts) + text[end:]
