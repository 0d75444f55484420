"""YAML 1.2 as descriptors are written in it, over libyaml: one document's error costs no other.

The rules are those of the YAML 1.2 core schema: `yes` and dates are strings, `017` is seventeen,
`<<` is a key like any other, a key given twice is an error, and tags of other schemas are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from catalogsite.catalog.composing import PLAIN, QUOTED, compose
from catalogsite.catalog.scalars import plain_value, tagged_value

_MARKER = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r\n]|$)", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%YAML[ \t]+(\d+\.\d+)", re.MULTILINE)
_ONLY_COMMENTS = re.compile(r"(?:[ \t\r\n]++|[#%][^\n]*+)*+")
# libyaml refuses these characters, or takes them for line breaks, where YAML 1.2 allows them.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_STAND_IN = 0x10_0000
_MAX_ALIASES = 100

Path = tuple[str | int, ...]
"""Keys and indexes from the root of a document to a field."""


class Position(NamedTuple):
    """A place in a file; both numbers count from 1."""

    line: int
    column: int


class YamlError(Exception):
    """A document that is not YAML 1.2: what is wrong, and where in the file."""

    def __init__(self, what: str, position: Position) -> None:
        super().__init__(what)
        self.what = what
        self.position = position


class Document:
    """One document of a file: its data or its error, and where each field stands."""

    __slots__ = ("_node", "_offset", "data", "error", "line", "text")

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self._offset = offset
        self.data: Any = None
        self.error: YamlError | None = None
        self._node: yaml.Node | None = None
        try:
            self._node, self.data = _load(text)
        except YamlError as error:
            row, column = error.position
            self.error = YamlError(error.what, Position(row + offset, column))
        start = self._node.start_mark.line if self._node is not None else 0
        self.line = start + offset + 1

    @property
    def empty(self) -> bool:
        """Whether nothing but comments stands in it."""
        return self.error is None and self.data is None

    def position(self, path: Path = ()) -> Position:
        """Where a field stands; of a missing one, where the deepest parent that exists does."""
        node, mark = self._node, None
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            key, node = found
            mark = key.start_mark
        if mark is None and self._node is not None:
            mark = self._node.start_mark
        if mark is None:
            return Position(self._offset + 1, 1)
        return Position(mark.line + self._offset + 1, mark.column + 1)


def parse_documents(text: str) -> list[Document]:
    """Every document of a text that holds something, broken ones included."""
    return list(iter_documents(text))


def iter_documents(text: str) -> Iterator[Document]:
    """The same one by one: the nodes of thousands of documents at once are much to keep."""
    for offset, chunk in _chunks(text.removeprefix("\ufeff")):
        document = Document(chunk, offset)
        if not document.empty:
            yield document


def count_documents(text: str) -> int:
    """How many documents the text has, an empty one after a marker included."""
    return sum(
        1
        for _, chunk in _chunks(text.removeprefix("\ufeff"))
        if chunk.startswith("---") or not _ONLY_COMMENTS.fullmatch(chunk)
    )


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The documents as text, each with the number of lines before it.

    A marker at the start of a line ends a document whatever stands in it, so cutting there is
    exact, and a document that cannot be parsed does not hide its neighbours.
    """
    start = line = 0
    for marker in _MARKER.finditer(text):
        end = marker.start()
        if marker[0] == "...":
            end = text.find("\n", end) + 1 or len(text)
        elif _ONLY_COMMENTS.fullmatch(text, start, end):
            continue
        if end <= start:
            continue
        yield line, text[start:end]
        line += text.count("\n", start, end)
        start = end
    if start < len(text):
        yield line, text[start:]


def _load(text: str) -> tuple[yaml.Node | None, Any]:
    version = "1.2"
    if "%YAML" in text and (directive := _DIRECTIVE.search(text)):
        version = directive[1]
        text = _DIRECTIVE.sub("%YAML 1.1", text, count=1)
    disguised = _REFUSED.search(text) is not None
    if disguised:
        text = _REFUSED.sub(lambda found: chr(ord(found[0]) + _STAND_IN), text)
    try:
        node = compose(text)
        if node is None:
            return None, None
        shared = "*" in text and "&" in text
        builder = _SharingBuilder() if shared else _Builder()
        builder.legacy = version == "1.1"
        data = builder.build(node)
    except yaml.MarkedYAMLError as error:
        raise _located(error) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        raise YamlError(f"a character is not allowed: {error.reason}", Position(line + 1, 1)) from (
            error
        )
    except RecursionError:
        raise YamlError("nested too deeply", Position(1, 1)) from None
    return node, _undisguised(data) if disguised else data


def _located(error: yaml.MarkedYAMLError) -> YamlError:
    mark = error.problem_mark or error.context_mark
    what = error.problem or error.context or "it cannot be parsed"
    if error.context and error.problem and isinstance(error, yaml.scanner.ScannerError):
        what = f"{what} ({error.context})"
    if isinstance(error, yaml.composer.ComposerError) and "undefined alias" in str(error):
        what = "an alias names an anchor that is not set above it"
    position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
    return YamlError(what, position)


class _Builder:
    """Plain data from nodes."""

    legacy = False

    def build(self, node: yaml.Node) -> Any:
        """The value of a node."""
        kind = type(node)
        if kind is yaml.ScalarNode:
            tag = node.tag
            if tag == PLAIN:
                return plain_value(node.value, self.legacy)
            if tag == QUOTED:
                return node.value
            return tagged_value(tag, node.value)
        if kind is yaml.MappingNode:
            return self._mapping(node)
        return [self.build(item) for item in node.value]

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if key_node.tag != QUOTED or type(key_node) is not yaml.ScalarNode:
                key = _key_text(self.build(key_node))
            if key in out:
                mark = key_node.start_mark
                where = Position(mark.line + 1, mark.column + 1)
                raise YamlError(f"the key `{key}` is given twice", where)
            out[key] = self.build(value_node)
        return out


class _SharingBuilder(_Builder):
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


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if type(node) is yaml.MappingNode:
        for key, value in node.value:
            if key.value == step:
                return key, value
    elif type(node) is yaml.SequenceNode and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _key_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {_key_text(item)}".rstrip() for key, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[ {', '.join(map(_key_text, value))} ]"
    return str(value)


def _undisguised(data: Any) -> Any:
    if isinstance(data, str):
        return "".join(
            chr(ord(char) - _STAND_IN) if _STAND_IN <= ord(char) < _STAND_IN + 0x1_0000 else char
            for char in data
        )
    if isinstance(data, list):
        return [_undisguised(item) for item in data]
    if isinstance(data, dict):
        return {_undisguised(key): _undisguised(item) for key, item in data.items()}
    return data
