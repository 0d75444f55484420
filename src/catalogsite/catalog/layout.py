"""Where libyaml and YAML 1.2 part: text that only one of them takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from catalogsite.catalog.positions import Position, YamlError

_QUOTES = ("'", '"')
_BLOCKS = ("|", ">")
_ROOT = -1

_BLANK_WITH_TABS = re.compile(r"[ ]*\t[ \t]*(?:#.*)?\r?")
_EMPTY_KEY = re.compile(r"([ ]*(?:[-?][ ]+)*)(:(?:[ \t].*)?)")
_COLON_IN_FLOW = re.compile(r":(?=[}\],])")
_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_LONE = re.compile(r"\\ud[89a-f][0-9a-f]{2}", re.IGNORECASE)


def mended(text: str, error: yaml.MarkedYAMLError) -> str | None:
    """The text with the line changed that libyaml refuses and YAML 1.2 allows; None for no such.

    Lines stay where they are, so that positions hold.
    """
    mend = _MENDS.get(error.problem or "")
    if mend is None or error.problem_mark is None:
        return None
    lines = text.split("\n")
    for number in (error.problem_mark.line, error.problem_mark.line + 1):
        if number < len(lines) and (line := mend(lines[number])) is not None:
            return "\n".join((*lines[:number], line, *lines[number + 1 :]))
    return None


def _without_tabs(line: str) -> str | None:
    return "" if _BLANK_WITH_TABS.fullmatch(line) else None


def _with_key(line: str) -> str | None:
    found = _EMPTY_KEY.fullmatch(line)
    return f'{found[1]}""{found[2]}' if found else None


def _with_space(line: str) -> str | None:
    spaced = _COLON_IN_FLOW.sub(": ", line)
    return spaced if spaced != line else None


def _without_surrogates(line: str) -> str | None:
    joined = _PAIR.sub(_join, line)
    whole = _LONE.sub(r"\\ufffd", joined)
    return whole if whole != line else None


def _join(pair: re.Match[str]) -> str:
    high, low = int(pair[1], 16), int(pair[2], 16)
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


_MENDS: dict[str, Callable[[str], str | None]] = {
    "found character that cannot start any token": _without_tabs,
    "found a tab character that violates indentation": _without_tabs,
    "did not find expected key": _with_key,
    "found unexpected ':'": _with_space,
    "found invalid Unicode character escape code": _without_surrogates,
}


def check_layout(root: yaml.Node, text: str) -> None:
    """Refuse what libyaml takes and Backstage does not: a YamlError says where.

    That is text in brackets or quotes which goes on in a line that is not indented, and brackets
    as a key below another key.
    """
    lines = text.split("\n")
    _check(root, _ROOT, lines)


def _check(node: yaml.Node, column: int, lines: list[str]) -> None:
    if isinstance(node, yaml.ScalarNode):
        if node.style in _QUOTES:
            _check_lines(node, column, lines, "the text in quotes")
        return
    if not isinstance(node, yaml.CollectionNode):
        return
    if node.flow_style:
        _check_lines(node, column, lines, "what stands in brackets")
        return
    items = node.value
    if isinstance(node, yaml.MappingNode):
        # The mapping's own mark may be that of its anchor, and an explicit key stands further in.
        start = min(key.start_mark.column for key, _ in items)
        for index, (key, value) in enumerate(items):
            if index and type(key) is not yaml.ScalarNode:
                _check_key(key, items[index - 1][1], lines)
            _check(value, start, lines)
        return
    for item in items:
        _check(item, node.start_mark.column, lines)


def _check_lines(node: yaml.Node, column: int, lines: list[str], what: str) -> None:
    first, last = node.start_mark.line, node.end_mark.line
    if first == last or column == _ROOT:
        return
    quoted = set(_quoted_lines(node))
    for number in range(first + 1, min(last + 1, len(lines))):
        line = lines[number].rstrip("\r")
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        if not bare.strip() or indent > column:
            continue
        closing = number == last and indent == column and node.end_mark.column == column + 1
        if number in quoted or not (bare.startswith("#") or closing):
            raise YamlError(
                f"{what} goes on in a line that is not indented", Position(number + 1, 1)
            )


def _quoted_lines(node: yaml.Node) -> Iterator[int]:
    """Lines on which a text in quotes goes on: nothing there is a comment or a bracket."""
    if isinstance(node, yaml.ScalarNode):
        if node.style in _QUOTES:
            yield from range(node.start_mark.line + 1, node.end_mark.line + 1)
        return
    for item in node.value:
        for part in item if isinstance(item, tuple) else (item,):
            yield from _quoted_lines(part)


def _check_key(key: yaml.Node, value: Any, lines: list[str]) -> None:
    """Refuse brackets as a key after a pair with that value, where they are not at the very start."""
    mark = key.start_mark
    indent = lines[mark.line][: mark.column]
    if lines[mark.line][mark.column : mark.column + 1] not in ("[", "{") or indent.strip():
        return
    scalar = isinstance(value, yaml.ScalarNode)
    if scalar and (value.style in _BLOCKS or value.start_mark.index == value.end_mark.index):
        return
    above = lines[mark.line - 1].strip()
    if indent or (scalar and (not above or above.startswith("#"))):
        where = Position(mark.line + 1, mark.column + 1)
        raise YamlError("brackets cannot be the key here", where)
