"""The texts of one definition as trees, in which every value knows its place and references lead on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple
from urllib.parse import unquote

from catalogsite.model.api.types import Place
from catalogsite.yaml12.documents import Document, iter_documents
from catalogsite.yaml12.positions import Path

_MOST_REFERENCES = 50
"""References that lead to references, one after the other."""


class Node(NamedTuple):
    """A value of a definition, and where it is: the file, and the keys that lead to it there."""

    value: Any
    file: str
    path: Path

    @property
    def place(self) -> tuple[str, Path]:
        """What tells it from every other value of the definition."""
        return self.file, self.path

    def get(self, key: str | int) -> Node | None:
        """A member of an object or an item of a list; None where there is none."""
        if isinstance(key, int):
            found = self.value[key] if self.is_list and key < len(self.value) else None
        else:
            found = self.value.get(key) if self.is_object else None
        return None if found is None else Node(found, self.file, (*self.path, key))

    def text(self, key: str) -> str:
        """A member that is text; `""` for any other."""
        found = self.value.get(key) if self.is_object else None
        return found if isinstance(found, str) else ""

    def flag(self, key: str) -> bool:
        """Whether a member is `true`."""
        return self.is_object and self.value.get(key) is True

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

    def items(self, key: str) -> Iterator[Node]:
        """The items of a list that is a member."""
        found = self.get(key)
        if found is not None and found.is_list:
            for number, value in enumerate(found.value):
                yield Node(value, found.file, (*found.path, number))


class Documents:
    """The files of one definition, the root first; each is parsed once, when it is needed.

    `files` of the model gives the numbers that places have.
    """

    def __init__(self, files: Mapping[str, str], order: tuple[str, ...] = ()) -> None:
        self._files = files
        self._order = [*order, *(path for path in files if path not in order)]
        self._roots: dict[str, Any] = {}
        self._positions: dict[str, Document | None] = {}

    @cached_property
    def root(self) -> Node:
        """The value of the first file; an empty object where it cannot be read."""
        first = next((path for path in self._order if path in self._files), "")
        value = self._value(first)
        return Node(value if isinstance(value, dict) else {}, first, ())

    def resolved(self, node: Node) -> Node:
        """What a reference leads to, through others; the reference itself where that is nothing."""
        for _ in range(_MOST_REFERENCES):
            reference = node.value.get("$ref") if node.is_object else None
            if not isinstance(reference, str):
                return node
            target = self.target(reference, node.file)
            if target is None:
                return node
            node = target
        return node

    def target(self, reference: str, file: str) -> Node | None:
        """The value that a reference in a file leads to; None where there is none."""
        path, _, pointer = reference.partition("#")
        if path:
            file = normpath(join(dirname(file), unquote(path)))
        if file not in self._files or (pointer and not pointer.startswith("/")):
            return None
        node: Node | None = Node(self._value(file), file, ())
        for step in pointer.split("/")[1:]:
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            if node is None:
                return None
            is_index = node.is_list and key.isascii() and key.isdigit()
            node = node.get(int(key) if is_index else key)
        return node

    def place(self, node: Node) -> Place:
        """The number of the file of a value, and the line of its key."""
        if node.file not in self._positions:
            self._positions[node.file] = _document(self._files.get(node.file, ""))
        document = self._positions[node.file]
        line = document.position(node.path).line if document is not None else 1
        return Place(
            file=self._order.index(node.file) if node.file in self._order else 0, line=line
        )

    def _value(self, file: str) -> Any:
        if file not in self._roots:
            text = self._files.get(file, "")
            self._roots[file] = _json(text) if text.lstrip().startswith("{") else None
            if self._roots[file] is None:
                document = self._positions[file] = _document(text)
                self._roots[file] = document.data if document is not None else None
        return self._roots[file]


def _document(text: str) -> Document | None:
    return next(iter_documents(text), None)


def _json(text: str) -> Any:
    """The value of JSON, which its own parser reads many times faster than one of YAML."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
