"""The arguments of a call in Ruby as texts, where they are literals or names that hold one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from catalogsite.inference.packages.ruby.statements import Opened, RubyStatement
from catalogsite.inference.packages.scripts.statements import (
    Group,
    Node,
    group_at,
    is_mark,
    string_at,
    word,
)
from catalogsite.inference.packages.scripts.tokens import Token

Values = Mapping[str, tuple[str, ...]]
"""What names hold: one text, or the texts of a list."""

_INSERTED = re.compile(r"#\{\s*(\w+)\s*\}")
_MODIFIERS = frozenset({"if", "unless"})
_MOST_TURNS = 500


class Arguments(NamedTuple):
    """Arguments by place and by name; one that is no literal is empty."""

    placed: tuple[tuple[str, ...], ...]
    named: Mapping[str, tuple[str, ...]]
    conditional: bool = False


def assigned(statement: RubyStatement, values: Values) -> tuple[str, tuple[str, ...]] | None:
    """The name and the texts of a statement `name = literal`."""
    name = word(statement.nodes, 0)
    if name is None or not is_mark(statement.nodes, 1, "=") or len(statement.nodes) < 3:
        return None
    found = texts(statement.nodes[2:], values)
    return (name, found) if found else None


def arguments(nodes: Sequence[Node], values: Values) -> Arguments:
    """The arguments behind the name of a method, with brackets around them or without."""
    cut = next((at for at in range(len(nodes)) if word(nodes, at) in _MODIFIERS), len(nodes))
    brackets = group_at(nodes, 0, "(")
    parts = brackets.parts if brackets is not None else list(_split(nodes[:cut]))
    placed: list[tuple[str, ...]] = []
    named: dict[str, tuple[str, ...]] = {}
    for part in parts:
        key, rest = _keyed(part)
        found = texts(rest, values)
        if key is None:
            placed.append(found)
        else:
            named[key] = found
    return Arguments(tuple(placed), named, cut < len(nodes))


def _split(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for at, node in enumerate(nodes):
        if is_mark(nodes, at, ","):
            yield part
            part = []
        else:
            part.append(node)
    if part:
        yield part


def _keyed(part: Sequence[Node]) -> tuple[str | None, Sequence[Node]]:
    """The key of `key: value`, `:key => value` or `"key" => value`, and the value."""
    key = word(part, 0)
    is_constant = key is not None and key[:1].isupper() and is_mark(part, 2, ":")
    if key is not None and is_mark(part, 1, ":") and not is_constant:
        return key, part[2:]
    start = 1 if is_mark(part, 0, ":") else 0
    if is_mark(part, start + 1, "=") and is_mark(part, start + 2, ">"):
        text = string_at(part, start)
        return (text.text if text else word(part, start)), part[start + 3 :]
    return None, part


def texts(nodes: Sequence[Node], values: Values) -> tuple[str, ...]:
    """The texts of an expression: a string, a symbol, a list of them, or a name that holds some."""
    start = 1 if is_mark(nodes, 0, ":") and len(nodes) > 1 else 0
    node = nodes[start] if start < len(nodes) else None
    if isinstance(node, Group):
        if node.bracket != "[":
            return ()
        return tuple(one for part in node.parts for one in texts(part, values))
    if node is None:
        return ()
    if node.kind == "words":
        return tuple(node.text.split())
    if node.kind == "string":
        found = filled(node, values)
        return () if found is None else (found,)
    if node.kind != "name":
        return ()
    return (
        (node.text,) if start else values.get(node.text, ("true",) if node.text == "true" else ())
    )


def filled(token: Token, values: Values) -> str | None:
    """A string with the names in it filled in; None where one is not known."""
    if token.plain:
        return token.text

    def value(found: re.Match[str]) -> str:
        held = values.get(found[1], ())
        return held[0] if len(held) == 1 else found[0]

    text = _INSERTED.sub(value, token.text)
    return None if "#{" in text else text


def line_of_name(nodes: Sequence[Node], around: Sequence[Opened]) -> int:
    """The line where the first argument is written: that of the loop which gives it, else its own."""
    first = group_at(nodes, 1, "(")
    given = first.parts[0] if first is not None and first.parts else nodes[1:]
    for opened in around:
        if opened.parameter is not None and word(given, 0) == opened.parameter:
            return opened.nodes[0].line
    return nodes[0].line


def turns(around: Sequence[Opened], values: Values) -> Iterator[Values]:
    """What names hold in each turn of the loops `list.each do |name|` around a statement."""
    found: list[Values] = [values]
    for opened in around:
        if opened.parameter is None or word(opened.nodes, -1) != "each":
            continue
        items = texts(opened.nodes[:-2], values)
        found = [{**one, opened.parameter: (item,)} for one in found for item in items]
        found = found[:_MOST_TURNS]
    yield from found
