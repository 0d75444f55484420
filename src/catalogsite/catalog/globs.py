"""Glob patterns over the paths of a repository: `*`, `**`, `?`, `[ab]`, `{a,b}` and `+(a|b)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_MAGIC = re.compile(r"[*?\[{]|[+@?*!]\(")
_EXTENDED = re.compile(r"([+@?*])\(([^()]*)\)")
_REPEATS = {"+": "+", "@": "", "?": "?", "*": "*"}


def is_glob(text: str) -> bool:
    """Whether a target has anything to match with."""
    return _MAGIC.search(text) is not None


def matching(paths: Iterable[str], pattern: str) -> list[str]:
    """The paths that a pattern matches, in their order."""
    compiled = compile_glob(pattern)
    return [path for path in paths if compiled.fullmatch(path)]


@lru_cache(maxsize=1024)
def compile_glob(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression; one that makes no sense matches only itself."""
    try:
        return re.compile(_expression(pattern.removeprefix("./").lstrip("/")))
    except re.error:
        return re.compile(re.escape(pattern))


def _expression(pattern: str) -> str:
    parts = []
    segments = pattern.split("/")
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        if segment == "**":
            parts.append(r"(?:(?!\.)[^/]+(?:/(?!\.)[^/]+)*)" if last else r"(?:(?!\.)[^/]+/)*")
        else:
            hidden = "" if segment.startswith(".") else r"(?!\.)"
            parts.append(hidden + _segment(segment) + ("" if last else "/"))
    return "".join(parts)


def _segment(text: str) -> str:
    out = []
    at = depth = 0
    while at < len(text):
        char = text[at]
        extended = _EXTENDED.match(text, at)
        closing = text.find("]", at + 2) if char == "[" else -1
        if extended:
            choices = "|".join(_segment(choice) for choice in extended[2].split("|"))
            out.append(f"(?:{choices}){_REPEATS[extended[1]]}")
            at = extended.end()
            continue
        if closing != -1:
            inner = text[at + 1 : closing].replace("\\", "\\\\")
            out.append(f"[{'^' + inner[1:] if inner[0] in '!^' else inner}]")
            at = closing + 1
            continue
        if char == "{" and "}" in text[at:]:
            depth += 1
            out.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            out.append(")")
        elif char == "," and depth:
            out.append("|")
        else:
            out.append({"*": "[^/]*", "?": "[^/]"}.get(char) or re.escape(char))
        at += 1
    return "".join(out)
