"""Selectors of dashboards, as Backstage's plugin for Grafana reads them: one tag, or an expression.

An expression compares the fields of a dashboard by `@>`, `==`, `!=`, `!`, `&&`, `||` and parentheses,
with the precedence of the parser that the plugin uses (jsep), and values as JavaScript compares
them. Two things that the plugin refuses only when it looks at a dashboard are refused at once: other
names than those of FIELDS, and anything but `tags` before `@>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

FIELDS = ("title", "tags", "url", "folderTitle", "folderUrl")
Fields = Mapping[str, str | tuple[str, ...]]
"""The fields of a dashboard: addresses are whole, and `tags` is a list."""

_Value = str | float | bool | tuple[str, ...] | None
_WORD = re.compile(r"[\w-]+", re.ASCII)
_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w$])"
    r"|(?P<name>[A-Za-z_$\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*)"
    r"|(?P<sign>@>|[=!]==?|&&|\|\||[!()]))",
    re.ASCII | re.DOTALL,
)
_BETWEEN = {"||": 1, "&&": 2, "@>": 6, "==": 6, "!=": 6}
_CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v"}
_DEEPEST = 50


class DashboardSelectorError(ValueError):
    """Why a text is neither a tag nor an expression."""


class _Token(NamedTuple):
    sort: str
    text: str


class _Constant(NamedTuple):
    value: _Value


class _Field(NamedTuple):
    name: str


class _Not(NamedTuple):
    inner: _Node


class _Compared(NamedTuple):
    sign: str
    left: _Node
    right: _Node


_Node = _Constant | _Field | _Not | _Compared


class DashboardSelector:
    """A selector that can be read. Raises DashboardSelectorError, whose text says what is wrong."""

    def __init__(self, text: str) -> None:
        if _WORD.fullmatch(text):
            self._root: _Node = _Compared("@>", _Field("tags"), _Constant(text))
        else:
            self._root = _Parser(text).parsed()

    @property
    def tags(self) -> frozenset[str] | None:
        """Tags of which every selected dashboard has one; None where there need not be such."""
        return _needed(self._root)

    def selects(self, dashboard: Fields) -> bool:
        """Whether it selects a dashboard: an expression must be true, and not only like true."""
        return _value(self._root, dashboard) is True


class _Parser:
    def __init__(self, text: str) -> None:
        # What separates expressions is ignored where there is only one.
        self._tokens = [*_tokens(text.strip(" \t\r\n;,")), _Token("end", "")]
        self._place = 0

    def parsed(self) -> _Node:
        node = self._expression(0, 0)
        self._expect("end")
        return node

    def _expression(self, above: int, depth: int) -> _Node:
        if depth > _DEEPEST:
            raise DashboardSelectorError("it is nested too deep")
        node = self._operand(depth)
        while _BETWEEN.get(self._next.text, 0) > above and self._next.sort == "sign":
            sign = self._take().text
            if sign == "@>" and node != _Field("tags"):
                raise DashboardSelectorError("only `tags` may stand before `@>`")
            node = _Compared(sign, node, self._expression(_BETWEEN[sign], depth + 1))
        return node

    def _operand(self, depth: int) -> _Node:
        token = self._take()
        if token == ("sign", "!"):
            if depth > _DEEPEST:
                raise DashboardSelectorError("it is nested too deep")
            return _Not(self._operand(depth + 1))
        if token == ("sign", "("):
            node = self._expression(0, depth + 1)
            self._expect(")")
            return node
        if token.sort == "name":
            return _named(token.text)
        if token.sort == "number":
            return _Constant(float(token.text))
        if token.sort == "text":
            return _Constant(_unescaped(token.text[1:-1]))
        missing = token.sort in ("end", "sign")
        raise DashboardSelectorError(
            "a value is missing" if missing else f"unexpected `{token.text}`"
        )

    def _expect(self, what: str) -> None:
        token = self._take()
        if what not in (token.sort, token.text):
            raise DashboardSelectorError(
                f"unexpected `{token.text}`" if token.text else f"`{what}` is missing"
            )

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self) -> _Token:
        token = self._next
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            yield _Token("odd", text[place:].strip())
            return
        sort = str(found.lastgroup)
        yield _Token(sort, found[sort])
        place = found.end()


def _named(name: str) -> _Node:
    if name in _CONSTANTS:
        return _Constant(_CONSTANTS[name])
    if name in FIELDS:
        return _Field(name)
    raise DashboardSelectorError(f"`{name}` is not a field of a dashboard ({', '.join(FIELDS)})")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), text, flags=re.DOTALL)


def _needed(node: _Node) -> frozenset[str] | None:
    """Tags of which a dashboard has one for which the node is like true."""
    match node:
        case _Compared("@>", _, _Constant(str(tag))):
            return frozenset({tag})
        case _Compared("&&", left, right):
            first, second = _needed(left), _needed(right)
            return second if first is None else first
        case _Compared("||", left, right):
            first, second = _needed(left), _needed(right)
            return None if first is None or second is None else first | second
    return None


def _value(node: _Node, dashboard: Fields) -> _Value:
    match node:
        case _Constant(value):
            return value
        case _Field(name):
            return dashboard[name]
        case _Not(inner):
            return not _is_like_true(_value(inner, dashboard))
        case _Compared(sign, left, right):
            first = _value(left, dashboard)
            if sign in ("&&", "||"):
                goes_on = _is_like_true(first) == (sign == "&&")
                return _value(right, dashboard) if goes_on else first
            second = _value(right, dashboard)
            if sign == "@>":
                return isinstance(first, tuple) and any(_equal(one, second) for one in first)
            return _equal(first, second) == (sign == "==")


def _is_like_true(value: _Value) -> bool:
    """Whether JavaScript takes a value for true: every list, even an empty one."""
    return isinstance(value, tuple) or bool(value)


def _equal(one: _Value, other: _Value) -> bool:
    """Whether two values are the same by `===` of JavaScript: lists only if they are one."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return one is other
    return type(one) is type(other) and one == other
