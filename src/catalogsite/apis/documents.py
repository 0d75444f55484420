"""The texts of one definition as trees, in which every value knows its place and references lead on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple
from urllib.parse import unquote

from catalogsite.apis.json_lines import JsonLines
from catalogsite.model.api.types import Place
from catalogsite.model.text.unicode import replace_surrogates
from catalogsite.yaml12.documents import Document, iter_documents
from catalogsite.yaml12.positions import Path

_CIRCLE = "it leads in a circle"
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
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

    @property
    def reference(self) -> str | None:
        """The text of `$ref`, where the value is a reference."""
        found = self.value.get("$ref") if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else None

    def get(self, key: str | int) -> Node | None:
        """A member of an object or an item of a list; None where there is none."""
        if isinstance(key, int):
            found = self.value[key] if self.is_list and key < len(self.value) else None
        else:
            found = self.value.get(key) if self.is_object else None
        return None if found is None else Node(found, self.file, (*self.path, key))

    def text(self, key: str) -> str:
        """A member that is text, or a number as text; `""` for any other."""
        found = self.value.get(key) if self.is_object else None
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return str(found)
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

    def entries(self, key: str | None = None) -> Iterator[tuple[str, Node]]:
        """The same of a map with names of the author, in which one such as `x-trace` is no extension."""
        found = self if key is None else self.get(key)
        if found is not None and found.is_object:
            for name, value in found.value.items():
                if value is not None:
                    yield str(name), Node(value, found.file, (*found.path, name))

    def items(self, key: str) -> Iterator[Node]:
        """The items of a list that is a member."""
        found = self.get(key)
        if found is not None and found.is_list:
            for number, value in enumerate(found.value):
                yield Node(value, found.file, (*found.path, number))

    def texts(self, key: str) -> tuple[str, ...]:
        """The items of a list of texts."""
        return tuple(str(one.value) for one in self.items(key) if isinstance(one.value, (str, int)))


class Unreadable(NamedTuple):
    """Why a file cannot be parsed, and the line."""

    reason: str
    line: int


class Broken(NamedTuple):
    """A reference that leads nowhere: where it stands, its text, and why in a few words."""

    node: Node
    reference: str
    reason: str


class _Loaded(NamedTuple):
    value: Any
    json: JsonLines | None = None
    yaml: Document | None = None
    error: Unreadable | None = None


class Documents:
    """The files of one definition, the root first; each is parsed once, when it is needed.

    `broken` are the references that were followed and lead nowhere, each once.
    """

    def __init__(self, files: Mapping[str, str], order: tuple[str, ...] = ()) -> None:
        self._files = files
        self._order = [*order, *(path for path in files if path not in order)]
        self._loaded: dict[str, _Loaded] = {}
        self._targets: dict[tuple[str, str], Node | None] = {}
        self._references: set[str] = set()
        self._depth = 0
        self.broken: list[Broken] = []

    @property
    def order(self) -> tuple[str, ...]:
        """The paths of the files, whose places are the numbers that a `Place` has."""
        return tuple(self._order)

    @cached_property
    def root(self) -> Node:
        """The value of the first file; an empty object where it is none."""
        first = next((path for path in self._order if path in self._files), "")
        value = self._load(first).value
        return Node(value if isinstance(value, dict) else {}, first, ())

    def error(self, file: str) -> Unreadable | None:
        """Why a file cannot be parsed; None where it can."""
        return self._load(file).error

    def errors(self) -> Iterator[tuple[str, Unreadable]]:
        """The files that were read and cannot be parsed."""
        for file, loaded in self._loaded.items():
            if loaded.error is not None:
                yield file, loaded.error

    def resolved(self, node: Node) -> Node:
        """What a reference leads to, through others; the reference itself where that is nothing."""
        found = node
        for _ in range(_MOST_REFERENCES):
            reference = found.reference
            if reference is None:
                return found
            target = self._target(reference, found)
            if target is None:
                return found
            found = target
        self._report(node, str(node.reference), _CIRCLE)
        return node

    def follow_all(self) -> None:
        """Follow every reference of the files that were read, so that `broken` has all of them."""
        seen: set[str] = set()
        while waiting := [file for file in self._loaded if file not in seen]:
            for file in waiting:
                seen.add(file)
                for node in _references(Node(self._load(file).value, file, ())):
                    reference = str(node.reference)
                    self._references.add(reference)
                    self._target(reference, node)

    @property
    def references(self) -> frozenset[str]:
        """The texts of all references, once they were followed."""
        return frozenset(self._references)

    def target(self, reference: str, file: str) -> Node | None:
        """The value that a reference in a file leads to; None where there is none."""
        found = self._found(reference, file)
        return found if isinstance(found, Node) else None

    def place(self, node: Node) -> Place:
        """The number of the file of a value, and the line of its key."""
        number = self._order.index(node.file) if node.file in self._order else 0
        return Place(file=number, line=self.line(node.file, node.path))

    def line(self, file: str, path: Path) -> int:
        """The line of the key of a value, or of its deepest parent that exists."""
        loaded = self._load(file)
        if loaded.json is not None:
            return loaded.json.line(path)
        return loaded.yaml.position(path).line if loaded.yaml is not None else 1

    def _target(self, reference: str, node: Node) -> Node | None:
        key = (node.file, reference)
        if key not in self._targets:
            # What is on the way to itself leads nowhere.
            self._targets[key] = None
            self._depth += 1
            is_far = self._depth > _MOST_REFERENCES
            found = _CIRCLE if is_far else self._found(reference, node.file)
            self._depth -= 1
            self._targets[key] = found if isinstance(found, Node) else None
            if isinstance(found, str):
                self.broken.append(Broken(node, reference, found))
        return self._targets[key]

    def _report(self, node: Node, reference: str, reason: str) -> None:
        key = (node.file, f"{reference} ")
        if key not in self._targets:
            self._targets[key] = None
            self.broken.append(Broken(node, reference, reason))

    def _found(self, reference: str, file: str) -> Node | str:
        """The target of a reference, or why there is none."""
        path, _, pointer = reference.partition("#")
        if "://" in path or path.startswith("//"):
            return "it leads out of the repository, and is not followed"
        if path:
            file = normpath(join(dirname(file), unquote(path)))
        if file not in self._files:
            return f"there is no file `{file}` in the repository"
        loaded = self._load(file)
        if loaded.error is not None:
            return f"`{file}` cannot be read"
        if pointer and not pointer.startswith("/"):
            found = _anchored(Node(loaded.value, file, ()), pointer)
            return found or f"nothing in `{file}` has the anchor `{pointer}`"
        return self._pointed(Node(loaded.value, file, ()), pointer)

    def _pointed(self, node: Node, pointer: str) -> Node | str:
        for step in pointer.split("/")[1:]:
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            if node.reference is not None and not (node.is_object and key in node.value):
                node = self.resolved(node)
            found = _member(node, key)
            if found is None:
                within = f" in `{node.path[-1]}`" if node.path else ""
                return f"`{node.file}` has no `{key}`{within}"
            node = found
        return node

    def _load(self, file: str) -> _Loaded:
        if file not in self._loaded:
            self._loaded[file] = _load(self._files.get(file, ""))
        return self._loaded[file]


_VALUES = frozenset({"example", "examples", "default", "enum", "const", "value", "x-examples"})
"""Members whose values are not part of the definition: what looks like a reference there is none."""
_MOST_VALUES = 1_000_000


def _references(root: Node) -> Iterator[Node]:
    """Every reference of a file, except in examples and other values."""
    waiting: list[Node] = [root]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        node = waiting.pop()
        if node.reference is not None:
            yield node
        if node.is_object:
            is_map = bool(node.path) and node.path[-1] in ("properties", "patternProperties")
            waiting += [
                Node(one, node.file, (*node.path, key))
                for key, one in node.value.items()
                if isinstance(one, (dict, list)) and (is_map or key not in _VALUES)
            ]
        elif node.is_list:
            waiting += [
                Node(one, node.file, (*node.path, number))
                for number, one in enumerate(node.value)
                if isinstance(one, (dict, list))
            ]


def _member(node: Node, key: str) -> Node | None:
    if node.is_list:
        return node.get(int(key)) if key.isascii() and key.isdigit() else None
    if not node.is_object:
        return None
    if key not in node.value:
        # YAML has numbers as keys, such as the codes of responses.
        other = next((one for one in node.value if str(one) == key), None)
        return None if other is None else Node(node.value[other], node.file, (*node.path, other))
    return Node(node.value[key], node.file, (*node.path, key))


def _anchored(root: Node, name: str) -> Node | None:
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


def _without_half_pairs(value: Any, text: str) -> Any:
    """The value without halves of surrogate pairs, which no file can hold."""
    if _HALF_PAIR.search(text) is None:
        return value
    return json.loads(replace_surrogates(json.dumps(value, ensure_ascii=False)))


def _load(text: str) -> _Loaded:
    if text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        # Its own parser reads JSON many times faster than one of YAML.
        try:
            return _Loaded(
                _without_half_pairs(json.loads(text.lstrip("\ufeff")), text), JsonLines(text)
            )
        except (ValueError, RecursionError):
            pass
    document = next(iter_documents(text), None)
    if document is None:
        return _Loaded(None, error=Unreadable("it is empty", 1))
    if document.error is not None:
        error = document.error
        return _Loaded(None, None, document, Unreadable(error.what, error.position.line))
    return _Loaded(document.data, None, document)
