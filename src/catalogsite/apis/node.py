"""A value of a definition, with its place, and what can be found below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from catalogsite.yaml12.positions import Path

_VALUES = frozenset({"example", "examples", "default", "enum", "const", "value", "x-examples"})
"""Members whose values are not part of the definition: what looks like a reference there is none."""
_MOST_VALUES = 1_000_000
_Steps = tuple[str | int, "_Steps | None"]
"""The last key that leads to a value, and those before it."""


class Node(NamedTuple):
    """A value of a definition, and where it is: the file, and the keys that lead to it there."""

    value: Any
    file: str
    path: Path

    @property
    def place(self) -> tuple[str, Path]:
        """What tells it from every other value of the definition."""
        return self.file, self.path

    @property
    def reference(self) -> str | None:
        """The text of `$ref`, where the value is a reference."""
        value = self.value
        found = value.get("$ref") if isinstance(value, dict) else None
        return found if isinstance(found, str) else None

    def get(self, key: str | int) -> Node | None:
        """A member of an object or an item of a list; None where there is none."""
        value = self.value
        if isinstance(value, dict):
            found = None if isinstance(key, int) else value.get(key)
        else:
            is_item = isinstance(key, int) and isinstance(value, list) and key < len(value)
            found = value[key] if is_item else None
        return None if found is None else Node(found, self.file, (*self.path, key))

    def text(self, key: str) -> str:
        """A member that is text, or a number as text; `""` for any other."""
        value = self.value
        found = value.get(key) if isinstance(value, dict) else None
        if isinstance(found, str):
            return found
        is_number = isinstance(found, (int, float)) and not isinstance(found, bool)
        return str(found) if is_number else ""

    def flag(self, key: str) -> bool:
        """Whether a member is `true`."""
        return isinstance(self.value, dict) and self.value.get(key) is True

    @property
    def is_object(self) -> bool:
        """Whether it has members."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether it has items."""
        return isinstance(self.value, list)

    def members(self, key: str | None = None) -> Iterator[tuple[str, Node]]:
        """The members of the object, or of its member `key`, by name; extensions are left out."""
        found = self if key is None else self.get(key)
        if found is not None and found.is_object:
            for name, value in found.value.items():
                if value is not None and not str(name).startswith("x-"):
                    yield str(name), Node(value, found.file, (*found.path, name))

    def entries(self, key: str | None = None) -> Iterator[tuple[str, Node]]:
        """The same of a map with names of the author, in which one such as `x-trace` is no extension."""
        found = self if key is None else self.get(key)
        if found is not None and found.is_object:
            file, path = found.file, found.path
            for name, value in found.value.items():
                if value is not None:
                    yield str(name), Node(value, file, (*path, name))

    def has_any(self, keys: frozenset[str]) -> bool:
        """Whether it is an object with one of these members."""
        return isinstance(self.value, dict) and not keys.isdisjoint(self.value)

    def items(self, key: str) -> Iterable[Node]:
        """The items of a list that is a member."""
        value = self.value
        found = value.get(key) if isinstance(value, dict) else None
        if not isinstance(found, list):
            return ()
        file, path = self.file, (*self.path, key)
        return [Node(one, file, (*path, number)) for number, one in enumerate(found)]

    def texts(self, key: str) -> tuple[str, ...]:
        """The items of a list of texts."""
        return tuple(str(one.value) for one in self.items(key) if isinstance(one.value, (str, int)))


def references_in(root: Node) -> Iterator[Node]:
    """Every reference of a file, except in examples and other values."""
    # Most values hold no reference: only of one that does, a path is made.
    waiting: list[tuple[Any, _Steps | None]] = [(root.value, None)]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value, steps = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield Node(value, root.file, (*root.path, *_path(steps)))
            is_map = steps is not None and steps[0] in ("properties", "patternProperties")
            waiting += [
                (one, (key, steps))
                for key, one in value.items()
                if isinstance(one, (dict, list)) and (is_map or key not in _VALUES)
            ]
        elif isinstance(value, list):
            waiting += [
                (one, (number, steps))
                for number, one in enumerate(value)
                if isinstance(one, (dict, list))
            ]


def _path(steps: _Steps | None) -> Path:
    found: list[str | int] = []
    while steps is not None:
        key, steps = steps
        found.append(key)
    return tuple(reversed(found))


def member(node: Node, key: str) -> Node | None:
    """The member or item that a step of a JSON pointer leads to; None where there is none."""
    if node.is_list:
        return node.get(int(key)) if key.isascii() and key.isdigit() else None
    if not node.is_object:
        return None
    if key not in node.value:
        # YAML has numbers as keys, such as the codes of responses.
        other = next((one for one in node.value if str(one) == key), None)
        return None if other is None else Node(node.value[other], node.file, (*node.path, other))
    return Node(node.value[key], node.file, (*node.path, key))


def anchored(root: Node, name: str) -> Node | None:
    """The schema of a file that has an anchor, as far as it is not nested deeply."""
    waiting = [root]
    for _ in range(20_000):
        if not waiting:
            return None
        node = waiting.pop()
        if node.is_object:
            if name in (node.value.get("$anchor"), node.value.get("$dynamicAnchor")):
                return node
            if node.value.get("$id") == f"#{name}" or node.value.get("id") == f"#{name}":
                return node
            waiting += [Node(one, node.file, (*node.path, key)) for key, one in node.value.items()]
        elif node.is_list:
            waiting += [Node(o, node.file, (*node.path, n)) for n, o in enumerate(node.value)]
    return None
