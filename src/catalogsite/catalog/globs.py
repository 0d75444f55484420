"""Glob patterns over the paths of a repository: `*`, `**`, `?`, `[ab]`, `{a,b}`, `{1..9}`, `+(a|b)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from catalogsite.catalog.braces import expanded

_MAGIC = re.compile(r"[*?\[{]|[+@?*!]\(")
_EXTENDED = re.compile(r"([+@?*!])\(([^()]*)\)")
_REPEATS = {"+": "+", "@": "", "?": "?", "*": "*"}
_LETTER = r"(?:\[:[a-z]+:\]|[^\]])"
_CLASS = re.compile(rf"\[([!^]?)(\]{_LETTER}*|{_LETTER}+)\]")
_NAMED_SETS = {
    "[:alnum:]": "A-Za-z0-9", "[:alpha:]": "A-Za-z", "[:digit:]": "0-9", "[:lower:]": "a-z",
    "[:upper:]": "A-Z", "[:word:]": "A-Za-z0-9_", "[:xdigit:]": "A-Fa-f0-9",
}  # fmt: skip


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
    choices = (_expression(one.removeprefix("./").lstrip("/")) for one in expanded(pattern))
    try:
        return re.compile("|".join(choices))
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
    at = 0
    while at < len(text):
        if extended := _EXTENDED.match(text, at):
            at = extended.end()
            out.append(_choice(extended[1], extended[2], text[at:]))
        elif found := _CLASS.match(text, at):
            at = found.end()
            out.append(f"[{'^' if found[1] else ''}{_set(found[2])}]")
        else:
            out.append({"*": "[^/]*", "?": "[^/]"}.get(text[at]) or re.escape(text[at]))
            at += 1
    return "".join(out)


def _choice(kind: str, choices: str, rest: str) -> str:
    either = "|".join(_segment(choice) for choice in choices.split("|"))
    if kind == "!":
        return rf"(?!(?:{either}){_segment(rest)}(?:/|\Z))[^/]*"
    return f"(?:{either}){_REPEATS[kind]}"


def _set(inner: str) -> str:
    """What stands in square brackets, with `-` as the only letter that means something."""
    for name, letters in _NAMED_SETS.items():
        inner = inner.replace(name, letters)
    return re.sub(r"[\\\[\]^&|~]", r"\\\g<0>", inner)
