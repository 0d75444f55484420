"""The text of a descriptor, the positions of its fields, and edits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import yaml

from catalogsite.yaml12.compose import compose
from catalogsite.yaml12.documents import Document, parse_documents
from catalogsite.yaml12.positions import Path

_BOM = "\ufeff"
# libyaml takes these for line breaks, so positions after them would be wrong.
_ODD = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


class Edit(NamedTuple):
    """A replacement of `text[start:end]`, and the paths of the fields that it may change."""

    start: int
    end: int
    text: str
    touches: tuple[Path, ...]


class Field(NamedTuple):
    """A field of a document: its nodes for key, value and parent; list items have no key.

    `offset` is added to the lines of nodes, as each document of a file is composed by itself.
    """

    path: Path
    key: yaml.Node | None
    value: yaml.Node
    parent: yaml.Node
    document: Document
    offset: int

    @property
    def data(self) -> Any:
        """The value of the field as JSON data."""
        data = self.document.data
        for step in self.path:
            data = data[step]
        return data


class Source:
    """The text of a descriptor without its byte order mark, and its documents."""

    def __init__(self, text: str) -> None:
        self.bom = _BOM if text.startswith(_BOM) else ""
        self.text = text.removeprefix(_BOM)
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        self._starts = [0, *accumulate(lengths)]
        self.documents = [] if _ODD.search(self.text) else parse_documents(self.text)

    def edited(self, edit: Edit) -> str:
        """The complete text after an edit."""
        return self.edited_all([edit])

    def edited_all(self, edits: Sequence[Edit]) -> str:
        """The complete text after edits, which must be sorted and must not overlap."""
        parts, end = [self.bom], 0
        for edit in edits:
            parts += [self.text[end : edit.start], edit.text]
            end = edit.end
        return "".join([*parts, self.text[end:]])

    def fields_at(self, line: int, column: int) -> list[Field]:
        """The fields that begin at a line and column (both from 1), the innermost first."""
        found = [
            field
            for document in self.documents
            for field in _fields(document)
            if _place(field) == (line, column)
        ]
        return sorted(found, key=lambda field: -len(field.path))

    def span(self, node: yaml.Node, offset: int) -> tuple[int, int]:
        """The start and end of a node in the text, in characters."""
        start, end = node.start_mark, node.end_mark
        return self._at(start.line + offset, start.column), self._at(end.line + offset, end.column)

    def written(self, node: yaml.Node, offset: int) -> str:
        """The text of a node as its author wrote it."""
        start, end = self.span(node, offset)
        return self.text[start:end]

    def line(self, number: int) -> tuple[int, int]:
        """The start of a line (numbered from 0) and of the next one, in characters."""
        last = min(number + 1, len(self._starts) - 1)
        return self._starts[number], min(self._starts[last], len(self.text))

    def _at(self, line: int, column: int) -> int:
        return self._starts[line] + column


def _fields(document: Document) -> Iterator[Field]:
    """Every field; none if the document has aliases: an edit would change all uses of an anchor."""
    if document.error is not None:
        return
    try:
        root = compose(document.text)
    except yaml.YAMLError:
        return
    if root is None or ("*" in document.text and _has_alias(root, set())):
        return
    offset = document.line - root.start_mark.line - 1
    yield from _below((), root, document, offset)


def _below(path: Path, node: yaml.Node, document: Document, offset: int) -> Iterator[Field]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield Field((*path, key.value), key, value, node, document, offset)
            yield from _below((*path, key.value), value, document, offset)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield Field((*path, index), None, value, node, document, offset)
            yield from _below((*path, index), value, document, offset)


def _has_alias(node: yaml.Node, seen: set[int]) -> bool:
    if id(node) in seen:
        return True
    seen.add(id(node))
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        children = [one for pair in node.value for one in pair]
    elif isinstance(node, yaml.SequenceNode):
        children = node.value
    return any(_has_alias(child, seen) for child in children)


def _place(field: Field) -> tuple[int, int]:
    mark = (field.key or field.value).start_mark
    return mark.line + field.offset + 1, mark.column + 1
