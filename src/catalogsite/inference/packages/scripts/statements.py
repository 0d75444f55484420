"""Build scripts as a tree of statements and brackets, the form that Gradle's languages and HCL share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from catalogsite.inference.manifest import ManifestError
from catalogsite.inference.packages.scripts.tokens import Dialect, Token, tokens_of

DEEPEST = 100
"""Brackets inside of each other that a script may have."""

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_CONTINUES = frozenset("=,+.?:&|")


@dataclass(slots=True)
class Group:
    """What stands between brackets: arguments of `(` and `[`, statements of `{`."""

    bracket: str
    line: int
    parts: list[Statement] = field(default_factory=list)


Node = Token | Group
Statement = list[Node]
"""A statement or an argument: its tokens and brackets in order, never empty."""


def statements_of(text: str, dialect: Dialect, form: str) -> list[Statement]:
    """The statements of a script. Raises ManifestError where brackets do not match or are too deep."""
    top = Group("{", 1)
    opened = [top]
    current: list[Statement] = [[]]
    for token in tokens_of(text, dialect):
        mark = token.text if token.kind == "mark" else ""
        if mark in _CLOSING:
            if len(opened) > DEEPEST:
                raise ManifestError(token.line, form, "it is nested too deeply")
            group = Group(mark, token.line)
            current[-1].append(group)
            opened.append(group)
            current.append([])
        elif mark in {")", "]", "}"}:
            if _CLOSING[opened[-1].bracket] != mark or len(opened) == 1:
                raise ManifestError(
                    token.line, form, f"a bracket is closed that is not open: {mark}"
                )
            _end(opened.pop(), current.pop())
        elif _ends(token, mark, opened[-1], current[-1], dialect):
            _end(opened[-1], current[-1])
            current[-1] = []
        elif token.kind != "newline":
            _continue(token, opened[-1], current)
    if len(opened) > 1:
        raise ManifestError(opened[-1].line, form, f"a bracket is not closed: {opened[-1].bracket}")
    _end(top, current[-1])
    return top.parts


def _end(group: Group, statement: Statement) -> None:
    if statement:
        group.parts.append(statement)


def _ends(token: Token, mark: str, group: Group, statement: Statement, dialect: Dialect) -> bool:
    if group.bracket != "{":
        return mark == ","
    if mark == "," and dialect.comma_ends:
        return True
    if token.kind != "newline":
        return False
    last = statement[-1] if statement else None
    return token.text == ";" or not (
        isinstance(last, Token) and last.kind == "mark" and last.text in _CONTINUES
    )


def _continue(token: Token, group: Group, current: list[Statement]) -> None:
    """A line that begins with a dot goes on with the statement before."""
    if not current[-1] and token.text == "." and group.bracket == "{" and group.parts:
        current[-1] = group.parts.pop()
    current[-1].append(token)


def word(statement: Sequence[Node], at: int) -> str | None:
    """The name at a place of a statement, if a name stands there."""
    node = statement[at] if -len(statement) <= at < len(statement) else None
    return node.text if isinstance(node, Token) and node.kind == "name" else None


def is_mark(statement: Sequence[Node], at: int, mark: str) -> bool:
    """Whether that mark stands at a place of a statement."""
    node = statement[at] if -len(statement) <= at < len(statement) else None
    return isinstance(node, Token) and node.kind == "mark" and node.text == mark


def string_at(statement: Sequence[Node], at: int) -> Token | None:
    """The string at a place of a statement, if one stands there."""
    node = statement[at] if -len(statement) <= at < len(statement) else None
    return node if isinstance(node, Token) and node.kind == "string" else None


def group_at(statement: Sequence[Node], at: int, bracket: str = "({[") -> Group | None:
    """The brackets at a place of a statement, if they stand there."""
    node = statement[at] if -len(statement) <= at < len(statement) else None
    return node if isinstance(node, Group) and node.bracket in bracket else None


def line_of_node(node: Node) -> int:
    """The line of a token, or of the opening bracket."""
    return node.line


def blocks(statements: Sequence[Statement], name: str) -> Iterator[tuple[Statement, Group]]:
    """The statements that begin with a name and end with a block, with that block."""
    for statement in statements:
        block = group_at(statement, -1, "{")
        if block is not None and word(statement, 0) == name:
            yield statement, block
