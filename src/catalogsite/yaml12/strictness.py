"""The differences between libyaml and Backstage's parser: text that only one of them accepts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from catalogsite.yaml12 import libyaml_errors
from catalogsite.yaml12.positions import Fault, Position, YamlError

_QUOTES = ("'", '"')
_BLOCKS = ("|", ">")
_ROOT = -1
_LONGEST = 2000
"""Longer lines are not rewritten: on a hostile one the regular expressions would take too long."""
_JSON = ("{", "[")
"""How JSON begins. All its texts are in double quotes, so it is rewritten as a whole at once."""

_BLANK_WITH_TABS = re.compile(r"[ ]*\t[ \t]*(?:#.*)?\r?")
_EMPTY_KEY = re.compile(r"([ ]*(?:[-?][ ]+)*)(:(?:[ \t].*)?\r?)")
_COLON_IN_FLOW = re.compile(r":(?=[}\],])")
_NO_KEY_IN_FLOW = re.compile(r"([\[{,]\s*):(?=[\s,\]}])")
_COLON_FIRST = re.compile(r"([\[{,:]\s*)(:[^\s,\[\]{}'\"#][^,\[\]{}'\"#]*?)(?=\s*(?:[,\]}]|:\s))")
_TIGHT_TAG = re.compile(r"(?<=[\s\[{,])(![^\s,\[\]{}]*)(?=[,\]}])")
_TAB_AFTER_MARK = re.compile(r"( *(?:[-?:] +)*[-?:])\t[ \t]*(#.*|(?![-?:]\s)[^'\"\[{#\t][^:]*)")
_TAB_FIRST = re.compile(r"( +)\t(.*)")
_TIGHT_HEADER = re.compile(r"[|>][-+0-9]*#")
TAB_STAND_IN = chr(0x10_0009)
# Any escape, so that the second backslash of two begins none; with groups where it is a surrogate.
_ESCAPE = re.compile(
    r"\\(?:(u)(d[89ab][0-9a-f]{2})(?:\\u(d[c-f][0-9a-f]{2}))?|(u)d[c-f][0-9a-f]{2}|.)",
    re.IGNORECASE,
)


def rewritten_for_libyaml(text: str, error: yaml.MarkedYAMLError) -> str | None:
    """The text with the refused line in a form that libyaml accepts; None if YAML 1.2 refuses it too.

    Line numbers do not change.
    """
    rewrite = _REWRITES.get(error.problem or "")
    if rewrite is None or error.problem_mark is None:
        return None
    if rewrite is _without_surrogates and text.lstrip()[:1] in _JSON:
        return rewrite(text)
    lines = text.split("\n")
    for number in (error.problem_mark.line, error.problem_mark.line + 1):
        if number >= len(lines) or len(lines[number]) > _LONGEST:
            continue
        if (line := rewrite(lines[number])) is not None:
            return "\n".join((*lines[:number], line, *lines[number + 1 :]))
    return None


def _without_tabs(line: str) -> str | None:
    return "" if _BLANK_WITH_TABS.fullmatch(line) else None


def _with_key(line: str) -> str | None:
    found = _EMPTY_KEY.fullmatch(line)
    return f'{found[1]}!!null ""{found[2]}' if found else None


def _with_space(line: str) -> str | None:
    spaced = _COLON_IN_FLOW.sub(": ", line)
    return spaced if spaced != line else None


def _with_content(line: str) -> str | None:
    quoted = _COLON_FIRST.sub(r'\1"\2"', _NO_KEY_IN_FLOW.sub(r'\1!!null "":', line))
    return quoted if quoted != line else None


def _with_space_after_tag(line: str) -> str | None:
    spaced = _TIGHT_TAG.sub(r"\1 ", line)
    return spaced if spaced != line else None


def _without_leading_tabs(line: str) -> str | None:
    found = _TAB_AFTER_MARK.fullmatch(line)
    return f"{found[1]} {found[2]}" if found else _without_tabs(line)


def _with_tab_as_text(line: str) -> str | None:
    found = _TAB_FIRST.fullmatch(line)
    return f"{found[1]}{TAB_STAND_IN}{found[2]}" if found else None


def _without_surrogates(line: str) -> str | None:
    whole = _ESCAPE.sub(_as_character, line)
    return whole if whole != line else None


def _as_character(escape: re.Match[str]) -> str:
    if not (escape[1] or escape[4]):
        return escape[0]
    if escape[3] is None:
        return r"\ufffd"
    high, low = int(escape[2], 16), int(escape[3], 16)
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


_REWRITES: dict[str, Callable[[str], str | None]] = {
    libyaml_errors.CANNOT_START: _without_leading_tabs,
    libyaml_errors.TAB_INDENTATION: _without_tabs,
    libyaml_errors.NO_KEY: _with_key,
    libyaml_errors.UNEXPECTED_COLON: _with_space,
    libyaml_errors.NO_NODE_CONTENT: _with_content,
    libyaml_errors.NO_SPACE_AFTER_TAG: _with_space_after_tag,
    libyaml_errors.TAB_IN_BLOCK_SCALAR: _with_tab_as_text,
    libyaml_errors.INVALID_ESCAPE: _without_surrogates,
}
"""How to rewrite the line that libyaml refuses with each error; None if YAML 1.2 refuses it too."""


def check_layout(root: yaml.Node, text: str, original: str) -> None:
    """Raise YamlError where libyaml accepts a layout that Backstage refuses.

    That is a flow collection or quoted string continued in a line that is not indented, and a flow
    collection as a key below another key. `original` is the text before it was rewritten.
    """
    pairs = zip(text.split("\n"), original.split("\n"), strict=True)
    lines = [line or as_written for line, as_written in pairs]
    _check(root, _ROOT, lines)


def _check(node: yaml.Node, column: int, lines: list[str]) -> None:
    if isinstance(node, yaml.ScalarNode):
        if node.style in _QUOTES:
            _check_lines(node, column, lines, "a quoted string")
        elif node.style not in _BLOCKS:
            _check_tabs(node, column, lines)
        return
    if not isinstance(node, yaml.CollectionNode):
        return
    if node.flow_style:
        _check_lines(node, column, lines, "a collection in brackets")
        return
    items = node.value
    if isinstance(node, yaml.MappingNode):
        # The mapping's own mark may be that of its anchor, and an explicit key is indented further.
        start = min(key.start_mark.column for key, _ in items)
        for index, (key, value) in enumerate(items):
            if index and type(key) is not yaml.ScalarNode:
                _check_key(key, items[index - 1][1], lines)
            _check_block(value, start, key)
            _check(key, start, lines)
            _check(value, start, lines)
        return
    for item in items:
        _check_block(item, node.start_mark.column, node)
        _check(item, node.start_mark.column, lines)


def _check_block(node: Any, column: int, above: yaml.Node) -> None:
    """Raise YamlError for a block scalar whose `|` or `>` is on its own line and not indented."""
    block = isinstance(node, yaml.ScalarNode) and node.style in _BLOCKS
    mark = node.start_mark
    if block and mark.line > above.start_mark.line and mark.column <= column:
        where = Position(mark.line + 1, mark.column + 1)
        raise YamlError(f"the line of the `{node.style}` must be indented further", where)


def check_comments(root: yaml.Node, text: str) -> None:
    """Raise YamlError for a comment without a space before it, which libyaml accepts."""
    nodes, seen = [root], {id(root)}
    while nodes:
        node = nodes.pop()
        mark = _tight_comment(node, text)
        if mark is not None:
            where = Position(mark.line + 1, mark.column + 1)
            raise YamlError("a comment needs a space before its `#`", where)
        for part in _parts(node):
            if id(part) not in seen:
                seen.add(id(part))
                nodes.append(part)


def _tight_comment(node: Any, text: str) -> Any:
    """The mark of a comment that directly follows a node; None if there is none."""
    scalar = isinstance(node, yaml.ScalarNode)
    if scalar and node.style in _BLOCKS:
        return node.start_mark if _TIGHT_HEADER.match(text, node.start_mark.index) else None
    closed = node.style in _QUOTES if scalar else node.flow_style
    end = node.end_mark
    return end if closed and text[end.index : end.index + 1] == "#" else None


def _parts(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        return
    for item in node.value:
        yield from item if isinstance(item, tuple) else (item,)


def _check_lines(node: yaml.Node, column: int, lines: list[str], what: str) -> None:
    first, last = node.start_mark.line, node.end_mark.line
    if first == last or column == _ROOT:
        return
    quoted = set(_quoted_lines(node))
    for number in range(first + 1, min(last + 1, len(lines))):
        line = lines[number].rstrip("\r")
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        tabbed = number in quoted and "\t" in bare
        if (not bare.strip() and not tabbed) or indent > column:
            continue
        closing = number == last and indent == column and node.end_mark.column == column + 1
        if number in quoted or not (bare.startswith("#") or closing):
            what = f"this line continues {what} and must be indented further"
            raise YamlError(what, Position(number + 1, 1))


def _check_tabs(node: yaml.Node, column: int, lines: list[str]) -> None:
    """Raise YamlError for a line of tabs in a plain scalar that is not indented as the scalar."""
    for number in range(node.start_mark.line + 1, node.end_mark.line):
        line = lines[number]
        if "\t" in line and not line.strip() and len(line) - len(line.lstrip(" ")) <= column:
            where = Position(number + 1, 1)
            raise YamlError("the line is indented with a tab instead of spaces", where, Fault.TAB)


def _quoted_lines(node: yaml.Node) -> Iterator[int]:
    """The lines that continue a quoted string: nothing there is a comment or a bracket."""
    if isinstance(node, yaml.ScalarNode):
        if node.style in _QUOTES:
            yield from range(node.start_mark.line + 1, node.end_mark.line + 1)
        return
    for part in _parts(node):
        yield from _quoted_lines(part)


def _check_key(key: yaml.Node, value: Any, lines: list[str]) -> None:
    """Raise YamlError for a flow collection as the key after a pair with that value."""
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
        what = "a flow collection (`[…]` or `{…}`) cannot be a mapping key here"
        raise YamlError(what, where)
