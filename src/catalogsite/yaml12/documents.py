"""Reads YAML 1.2 with libyaml; an error in one document does not affect the others of a file.

The rules are those of the YAML 1.2 core schema: `yes` and dates are strings, `017` is seventeen,
`<<` is a key like any other, a key given twice is an error, and tags of other schemas are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from catalogsite.yaml12 import libyaml_errors
from catalogsite.yaml12.compose import compose
from catalogsite.yaml12.construct import Builder, SharingBuilder
from catalogsite.yaml12.positions import Fault, Path, Position, YamlError
from catalogsite.yaml12.strictness import (
    TAB_STAND_IN,
    check_comments,
    check_layout,
    rewritten_for_libyaml,
)

__all__ = [
    "Document", "Path", "Position", "YamlError", "count_documents", "document_at",
    "iter_documents", "parse_documents",
]  # fmt: skip

_MARKER = re.compile(r"^(?:---|\.\.\.)(?=[ \t\r\n]|$)", re.MULTILINE)
_DIRECTIVES = re.compile(r"(?:%[^\n]*\n|[ \t]*(?:#[^\n]*)?\r?\n)+(?=---)")
_VERSION = re.compile(r"%(YAML[ \t]+(\d+\.\d+)[ \t]*(?:[ \t]#.*)?\r?)$", re.MULTILINE)
_UNKNOWN = re.compile(r"^%(?!(?:YAML|TAG)\b)", re.MULTILINE)
_ONLY_COMMENTS = re.compile(r"(?m)(?:[ \t\r\n]++|#[^\n]*+|^%[^\n]*+)*+")
# libyaml refuses these characters or reads them as line breaks; to Backstage they are text.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)"
)
_TABS_ALONE = re.compile(r"^ *\t[ \t]*\r?$", re.MULTILINE)
_TIGHT_COMMENT = re.compile(r"[\]}'\"]#|[|>][-+0-9]*#")
_NULLS = ("", "~", "null", "Null", "NULL")
_FAULTS = {
    libyaml_errors.TAB_INDENTATION: Fault.TAB,
    libyaml_errors.TAB_IN_BLOCK_SCALAR: Fault.TAB,
    libyaml_errors.COLON_WITHOUT_KEY: Fault.COLON,
}
_STAND_IN = 0x10_0000
_MOST_REWRITES = 40
_LARGE = 30
"""Members from which on those of a mapping are indexed."""


class Document:
    """One document of a file: its data or its error, and the position of each field.

    `line` is that of its first node, from 1; `text` is its source.
    """

    __slots__ = ("_large", "_node", "_offset", "data", "error", "line", "text")

    def __init__(self, text: str, offset: int, version: str) -> None:
        self.text = text
        self._offset = offset
        self.data: Any = None
        self.error: YamlError | None = None
        self._node: yaml.Node | None = None
        self._large: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = {}
        try:
            self._node, self.data = _load(text, version)
        except YamlError as error:
            row, column = _within(text, error.position)
            self.error = YamlError(error.what, Position(row + offset, column), error.fault)
        start = self._node.start_mark.line if self._node is not None else 0
        self.line = start + offset + 1

    @property
    def empty(self) -> bool:
        """Whether the document has no content but comments or `null`."""
        text = self._node.value if self._node is not None else ""
        return self.error is None and self.data is None and text in _NULLS

    def position(self, path: Path = ()) -> Position:
        """The position of a field; of a missing one, that of its deepest parent that exists."""
        node, mark = self._node, None
        for step in path:
            found = self._child(node, step)
            if found is None:
                break
            key, node = found
            mark = key.start_mark
        if mark is None and self._node is not None:
            mark = self._node.start_mark
        if mark is None:
            return Position(self._offset + 1, 1)
        return Position(mark.line + self._offset + 1, mark.column + 1)

    def _child(self, node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
        """A member by its key, from an index where there are many."""
        if type(node) is not yaml.MappingNode or len(node.value) < _LARGE:
            return _child(node, step)
        index = self._large.get(id(node))
        if index is None:
            index = {key.value: (key, value) for key, value in reversed(node.value)
                     if type(key) is yaml.ScalarNode}  # fmt: skip
            self._large[id(node)] = index
        return index.get(step) if isinstance(step, str) else None

    def line_text(self, line: int) -> str:
        """The text of a line of the file (from 1) that is in this document; empty for any other."""
        lines = self.text.split("\n")
        index = line - self._offset - 1
        return lines[index] if 0 <= index < len(lines) else ""

    def scalar_text(self, path: Path) -> str | None:
        """A scalar without quotes as it is written, such as `1.10`; None for anything else."""
        node = self._node
        for step in path:
            found = _child(node, step)
            if found is None:
                return None
            node = found[1]
        return str(node.value) if isinstance(node, yaml.ScalarNode) and not node.style else None


def _within(text: str, position: Position) -> Position:
    """The position, or the end of the text if the position is beyond it."""
    lines = text.rstrip().split("\n")
    return position if position.line <= len(lines) else Position(len(lines), len(lines[-1]) + 1)


def parse_documents(text: str) -> list[Document]:
    """Every document of a text that has content, including those with an error."""
    return list(iter_documents(text))


def iter_documents(text: str) -> Iterator[Document]:
    """The same documents one by one, so that the nodes of thousands are not in memory at once."""
    version = "1.2"
    for offset, chunk in _chunks(text.removeprefix("\ufeff")):
        if _ONLY_COMMENTS.fullmatch(chunk):
            continue
        version, directed = _directed(chunk, version) if "%" in chunk else (version, chunk)
        document = Document(directed, offset, version)
        if not document.empty:
            yield document


def document_at(text: str, line: int) -> Document | None:
    """The document of a text whose first node is on a line (from 1); no other one is parsed."""
    for offset, chunk in _chunks(text.removeprefix("\ufeff")):
        if offset < line <= offset + chunk.count("\n") + 1:
            document = Document(_directed(chunk, "1.2")[1], offset, "1.2")
            if document.line == line:
                return document
    return None


def _directed(text: str, version: str) -> tuple[str, str]:
    """The YAML version of a document, and its text without directives that have no effect.

    As in Backstage, a version also applies to the documents below, and an unknown directive is
    ignored.
    """
    found = _DIRECTIVES.match(text)
    if found is None:
        return version, text
    for directive in _VERSION.finditer(found[0]):
        if directive[2] in ("1.1", "1.2"):
            version = directive[2]
    head = _UNKNOWN.sub("#", _VERSION.sub(r"#\1", found[0]))
    return version, head + text[found.end() :]


def count_documents(text: str) -> int:
    """The number of documents in the text, including an empty one after a marker."""
    return sum(
        1
        for _, chunk in _chunks(text.removeprefix("\ufeff"))
        if chunk.startswith("---") or not _ONLY_COMMENTS.fullmatch(chunk)
    )


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The text of each document, with the number of lines before it.

    A marker at the start of a line always ends a document, so the text is cut there before it is
    parsed, and a document that cannot be parsed does not hide the others.
    """
    start = line = 0
    for marker in _MARKER.finditer(text):
        end = marker.start()
        empty = _ONLY_COMMENTS.fullmatch(text, start, end) is not None
        if marker[0] == "...":
            end = text.find("\n", end) + 1 or len(text)
        elif empty:
            continue
        if empty:
            # There is nothing before the end marker, so it ends no document.
            line += text.count("\n", start, end)
            start = end
        if end <= start:
            continue
        yield line, text[start:end]
        line += text.count("\n", start, end)
        start = end
    if start < len(text):
        yield line, text[start:]


def _load(text: str, version: str) -> tuple[yaml.Node | None, Any]:
    # libyaml needs a line break at the end of the last line of a block scalar.
    text = text if text.endswith("\n") else f"{text}\n"
    replaced = _REFUSED.search(text) is not None
    if replaced:
        text = _REFUSED.sub(lambda found: chr(ord(found[0]) + _STAND_IN), text)
    try:
        original = text
        text, node = _composed(text)
        if node is None:
            return None, None
        shared = "*" in text and "&" in text
        builder = SharingBuilder(text) if shared else Builder(text)
        builder.yaml11 = version == "1.1"
        data = builder.build(node)
        if builder.wraps or _TABS_ALONE.search(original):
            check_layout(node, text, original)
        if _TIGHT_COMMENT.search(text):
            check_comments(node, text)
    except yaml.MarkedYAMLError as error:
        raise _located(error, text) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        raise YamlError(f"a character is not allowed: {error.reason}", Position(line + 1, 1)) from (
            error
        )
    except RecursionError:
        raise YamlError("nested too deeply", Position(1, 1)) from None
    return node, _without_stand_ins(data) if replaced or TAB_STAND_IN in text else data


def _composed(text: str) -> tuple[str, yaml.Node | None]:
    """The root node, and the text it was parsed from: rewritten where libyaml refuses valid YAML."""
    for _ in range(_MOST_REWRITES):
        try:
            return text, compose(text)
        except yaml.MarkedYAMLError as error:
            better = rewritten_for_libyaml(text, error)
            if better is None:
                raise
            text = better
    return text, compose(text)


def _located(error: yaml.MarkedYAMLError, text: str) -> YamlError:
    mark = error.problem_mark or error.context_mark
    position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
    if error.problem == libyaml_errors.CANNOT_START:
        line = text.split("\n")[position.line - 1]
        letter = line[position.column - 1 : position.column]
        if letter == "\t":
            what = "the line is indented with a tab instead of spaces"
            return YamlError(what, position, Fault.TAB)
        return YamlError(f"a value cannot begin with `{letter}`", position, Fault.UNQUOTED)
    what = error.problem or error.context or "it cannot be parsed"
    if error.context and error.problem and isinstance(error, yaml.scanner.ScannerError):
        what = f"{what} ({error.context})"
    if error.problem == libyaml_errors.UNDEFINED_ALIAS:
        what = "an alias refers to an anchor that is not defined above it"
    return YamlError(what, position, _FAULTS.get(error.problem or "", Fault.SYNTAX))


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if type(node) is yaml.MappingNode:
        for key, value in node.value:
            if key.value == step:
                return key, value
    elif type(node) is yaml.SequenceNode and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _without_stand_ins(data: Any) -> Any:
    if isinstance(data, str):
        return "".join(
            chr(ord(char) - _STAND_IN) if _STAND_IN <= ord(char) < _STAND_IN + 0x1_0000 else char
            for char in data
        )
    if isinstance(data, list):
        return [_without_stand_ins(item) for item in data]
    if isinstance(data, dict):
        return {_without_stand_ins(key): _without_stand_ins(item) for key, item in data.items()}
    return data
