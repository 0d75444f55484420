"""Ruby files as statements with the blocks around them; they are read and never run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from catalogsite.inference.manifest import ManifestError
from catalogsite.inference.packages.scripts.statements import DEEPEST, Group, Node
from catalogsite.inference.packages.scripts.tokens import RUBY, Token, tokens_of

_OPENS = frozenset(
    {"if", "unless", "case", "while", "until", "for", "begin", "def", "class", "module"}
)
_LOOPS = frozenset({"while", "until", "for"})
_CONTINUES = frozenset(",=.+|&")


class Opened(NamedTuple):
    """The statement that opens a block, and the first name between its bars."""

    nodes: tuple[Node, ...]
    parameter: str | None = None


class RubyStatement(NamedTuple):
    """A statement and what is open around it, the outermost first."""

    nodes: tuple[Node, ...]
    around: tuple[Opened, ...]


@dataclass(slots=True)
class _Reading:
    around: list[Opened] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    part: list[list[Node]] = field(default_factory=list)


def ruby_statements(text: str) -> Iterator[RubyStatement]:
    """The statements of a file in order.

    Raises ManifestError where blocks are nested too deeply, or where there is too much.
    """
    reading = _Reading()
    tokens = list(tokens_of(_program(text), RUBY))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        before = tokens[at - 1] if at else None
        at += 1
        if len(reading.groups) > DEEPEST or len(reading.around) > DEEPEST:
            raise ManifestError(token.line, "a Ruby file", "it is nested too deeply")
        if token.kind == "mark" and (token.text in "([{" or reading.groups):
            _bracket(token, reading)
        elif reading.groups:
            if token.kind != "newline":
                reading.part[-1].append(token)
        elif token.kind == "newline" or (token.kind == "name" and token.text == "then"):
            if token.text != "\n" or not _goes_on(reading.nodes):
                yield from _finished(reading)
        elif _is_word(token, before, tokens[at] if at < len(tokens) else None, "do"):
            parameter, at = _parameter(tokens, at)
            yield from _opened(reading, parameter)
        elif _is_word(token, before, tokens[at] if at < len(tokens) else None, "end"):
            yield from _finished(reading)
            if reading.around:
                reading.around.pop()
        else:
            reading.nodes.append(token)
    yield from _finished(reading)


def _program(text: str) -> str:
    """The text with empty lines for comments of several lines, and without what is behind the program."""
    lines = text.split("\n")
    comment = False
    for number, line in enumerate(lines):
        if comment or line.startswith("=begin"):
            comment = not line.startswith("=end")
            lines[number] = ""
        elif line.rstrip() == "__END__":
            return "\n".join(lines[:number])
    return "\n".join(lines)


def _bracket(token: Token, reading: _Reading) -> None:
    if token.text in "([{":
        group = Group(token.text, token.line)
        (reading.part[-1] if reading.groups else reading.nodes).append(group)
        reading.groups.append(group)
        reading.part.append([])
    elif token.text in ")]}":
        group, part = reading.groups.pop(), reading.part.pop()
        if part:
            group.parts.append(part)
    elif token.text == ",":
        if reading.part[-1]:
            reading.groups[-1].parts.append(reading.part[-1])
        reading.part[-1] = []
    else:
        reading.part[-1].append(token)


def _goes_on(nodes: Sequence[Node]) -> bool:
    last = nodes[-1] if nodes else None
    return isinstance(last, Token) and last.kind == "mark" and last.text in _CONTINUES


def _is_word(token: Token, before: Token | None, after: Token | None, word: str) -> bool:
    if token.kind != "name" or token.text != word:
        return False
    is_method = before is not None and before.kind == "mark" and before.text in {".", ":"}
    return not is_method and not (after is not None and after.text == ":" and after.kind == "mark")


def _parameter(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """The first name between the bars behind `do`, and where the block goes on."""
    if at >= len(tokens) or tokens[at].text != "|":
        return None, at
    end = at + 1
    while end < len(tokens) and tokens[end].text != "|" and tokens[end].kind != "newline":
        end += 1
    named = tokens[at + 1].text if end > at + 1 else None
    return named, end + 1


def _opened(reading: _Reading, parameter: str | None) -> Iterator[RubyStatement]:
    nodes = tuple(reading.nodes)
    yield RubyStatement(nodes, tuple(reading.around))
    reading.nodes = []
    reading.around.append(Opened(nodes, parameter))


def _finished(reading: _Reading) -> Iterator[RubyStatement]:
    """The statement that ends here; one that begins with `if` and the like opens a block."""
    nodes = tuple(reading.nodes)
    reading.nodes = []
    if not nodes:
        return
    yield RubyStatement(nodes, tuple(reading.around))
    first = nodes[0]
    opens = isinstance(first, Token) and first.kind == "name" and first.text in _OPENS
    for one, other in pairwise(nodes):
        if isinstance(one, Token) and isinstance(other, Token) and one.text == "=":
            opens = opens or (
                other.kind == "name" and other.text in {"if", "unless", "case", "begin"}
            )
    if opens:
        reading.around.append(Opened(nodes))
