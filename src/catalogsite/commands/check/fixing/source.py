"""The text of a descriptor, where its fields stand in it, and edits of it."""

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
# Line breaks for libyaml, not for us: places behind them would be wrong.
_ODD = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


class Edit(NamedTuple):
    """Text to write in the place of a part of the source, and the fields that it may change."""

    start: int
    end: int
    text: str
    touches: tuple[Path, ...]


class Field(NamedTuple):
    """A field of a document: its key (an item of a list has none), its value, what it is in."""

    path: Path
    key: yaml.Node | None
    value: yaml.Node
    parent: yaml.Node
    document: Document
    offset: int

    @property
    def data(self) -> Any:
        """What the document says there."""
        data = self.document.data
        for step in self.path:
            data = data[step]
        return data


class Source:
    """A descriptor as text."""

    def __init__(self, text: str) -> None:
        self.bom = _BOM if text.startswith(_BOM) else ""
        self.text = text.removeprefix(_BOM)
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        self._starts = [0, *accumulate(lengths)]
        self.documents = [] if _ODD.search(self.text) else parse_documents(self.text)

    def edited(self, edit: Edit) -> str:
        """The whole text after an edit."""
        return self.edited_all([edit])

    def edited_all(self, edits: Sequence[Edit]) -> str:
        """The whole text after edits that are sorted and do not overlap."""
        parts, end = [self.bom], 0
        for edit in edits:
            parts += [self.text[end : edit.start], edit.text]
            end = edit.end
        return "".join([*parts, self.text[end:]])

    def fields_at(self, line: int, column: int) -> list[Field]:
        """The fields that begin at a place, the innermost first."""
        found = [
            field
            for document in self.documents
            for field in _fields(document)
            if _place(field) == (line, column)
        ]
        return sorted(found, key=lambda field: -len(field.path))

    def span(self, node: yaml.Node, offset: int) -> tuple[int, int]:
        """Where a node begins and ends in the text."""
        start, end = node.start_mark, node.end_mark
        return self._at(start.line + offset, start.column), self._at(end.line + offset, end.column)

    def written(self, node: yaml.Node, offset: int) -> str:
        """A node as its author wrote it."""
        start, end = self.span(node, offset)
        return self.text[start:end]

    def line(self, number: int) -> tuple[int, int]:
        """Where a line (from 0) begins, and where the next one does."""
        last = min(number + 1, len(self._starts) - 1)
        return self._starts[number], min(self._starts[last], len(self.text))

    def _at(self, line: int, column: int) -> int:
        return self._starts[line] + column


def _fields(document: Document) -> Iterator[Field]:
    """Every field; none where an alias makes one text stand for two."""
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
