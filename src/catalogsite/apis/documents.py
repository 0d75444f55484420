"""The texts of one definition as trees, in which every value knows its place and references lead on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote

from catalogsite.apis.node import Node, anchored, member, references_in
from catalogsite.apis.parsed_text import ParsedText, Unreadable, parsed_text
from catalogsite.model.api.types import Place
from catalogsite.yaml12.positions import Path

_CIRCLE = "it leads in a circle"
_MOST_REFERENCES = 50
"""References that lead to references, one after the other."""


class Broken(NamedTuple):
    """A reference that leads nowhere: where it stands, its text, and why in a few words."""

    node: Node
    reference: str
    reason: str


class Documents:
    """The files of one definition, the root first; each is parsed once, when it is needed.

    `broken` are the references that were followed and lead nowhere, each once.
    """

    def __init__(self, files: Mapping[str, str], order: tuple[str, ...] = ()) -> None:
        self._files = files
        self._order = [*order, *(path for path in files if path not in order)]
        self._loaded: dict[str, ParsedText] = {}
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
        if found.reference is None:
            return found
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
                for node in references_in(Node(self._load(file).value, file, ())):
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
            found = anchored(Node(loaded.value, file, ()), pointer)
            return found or f"nothing in `{file}` has the anchor `{pointer}`"
        return self._pointed(Node(loaded.value, file, ()), pointer)

    def _pointed(self, node: Node, pointer: str) -> Node | str:
        for step in pointer.split("/")[1:]:
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            if node.reference is not None and not (node.is_object and key in node.value):
                node = self.resolved(node)
            found = member(node, key)
            if found is None:
                within = f" in `{node.path[-1]}`" if node.path else ""
                return f"`{node.file}` has no `{key}`{within}"
            node = found
        return node

    def _load(self, file: str) -> ParsedText:
        if file not in self._loaded:
            self._loaded[file] = parsed_text(self._files.get(file, ""))
        return self._loaded[file]
