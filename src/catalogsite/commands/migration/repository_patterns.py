"""Converts regular expressions of repository names to globs, if globs can express them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

_MOST = 32
_TOKEN = re.compile(
    r"(?P<group>\((?:\?:)?(?P<choices>[^()]*)\)(?![*+?{]))"
    r"|(?P<any>\.\*\??)"
    r"|(?P<some>\.\+\??)"
    r"|(?P<one>\.(?![*+?{]))"
    r"|(?P<set>\[(?P<not>\^?)(?P<letters>[A-Za-z0-9_-]+)\](?![*+?{]))"
    r"|(?P<escaped>\\(?P<sign>[^A-Za-z0-9])(?![*+?{]))"
    r"|(?P<plain>[A-Za-z0-9_/ -](?![*+?{]))"
)
_ESCAPED = re.compile(r"([*?\[])")


def globs_of(expression: str) -> list[str] | None:
    """Globs that match the same names as the whole expression; None if there are none."""
    text = expression.removeprefix("^").removesuffix("$")
    found: list[str] = []
    for branch in _branches(text):
        globs = _globs(branch)
        if globs is None or len(found) + len(globs) > _MOST:
            return None
        found += globs
    return list(dict.fromkeys(found))


def _branches(text: str) -> Iterator[str]:
    """The alternatives of an expression outside its groups."""
    start = depth = 0
    for at, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _globs(text: str) -> list[str] | None:
    parts: list[list[str]] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        choices = _choices(token) if token else None
        if token is None or choices is None:
            return None
        parts.append(choices)
        at = token.end()
    combined = ["".join(chosen) for chosen in product(*parts)]
    return combined if len(combined) <= _MOST else None


def _choices(token: re.Match[str]) -> list[str] | None:
    if token["group"]:
        inner = [_globs(choice) for choice in token["choices"].split("|")]
        if any(one is None for one in inner):
            return None
        return [glob for one in inner for glob in one or ()]
    if token["set"]:
        return [f"[{'!' if token['not'] else ''}{token['letters']}]"]
    if token["escaped"]:
        return [_ESCAPED.sub(r"[\1]", token["sign"])]
    if token["plain"]:
        return [token["plain"]]
    return ["*" if token["any"] else "?*" if token["some"] else "?"]
