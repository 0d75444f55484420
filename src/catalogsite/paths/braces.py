"""Expands `{a,b}` and `{1..9}` in patterns, as Bash does."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RANGE = re.compile(r"(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?")
_MOST = 1000


def expanded(pattern: str) -> list[str]:
    """The patterns without braces that a pattern expands to.

    The pattern itself where it has no complete braces, or where they expand to more than 1,000.
    """
    out: list[str] = []
    for text in _expansions(pattern):
        out.append(text)
        if len(out) > _MOST:
            return [pattern]
    return out


def _expansions(text: str) -> Iterator[str]:
    for start, end in _braces(text):
        choices = _choices(text[start + 1 : end])
        if choices:
            for choice in choices:
                for rest in _expansions(text[end + 1 :]):
                    for inner in _expansions(choice):
                        yield text[:start] + inner + rest
            return
    yield text


def _braces(text: str) -> list[tuple[int, int]]:
    """Each opening brace that is closed, with where it is."""
    pairs, waiting = [], []
    for at, letter in enumerate(text):
        if letter == "{":
            waiting.append(at)
        elif letter == "}" and waiting:
            pairs.append((waiting.pop(), at))
    return sorted(pairs)


def _choices(inner: str) -> list[str]:
    """The alternatives between two braces; empty where the braces are plain letters."""
    if found := _RANGE.fullmatch(inner):
        return _steps(found[1], found[2], int(found[3] or 1))
    choices, depth = [""], 0
    for letter in inner:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == "," and not depth:
            choices.append("")
        else:
            choices[-1] += letter
    return choices if len(choices) > 1 else []


def _steps(first: str, last: str, step: int) -> list[str]:
    numbers = first.lstrip("-").isdigit(), last.lstrip("-").isdigit()
    if numbers[0] != numbers[1]:
        return []
    ends = (int(first), int(last)) if numbers[0] else (ord(first), ord(last))
    size = max(abs(step), 1)
    if abs(ends[1] - ends[0]) // size > _MOST:
        return []
    up = ends[0] <= ends[1]
    values = range(ends[0], ends[1] + (1 if up else -1), size if up else -size)
    if not numbers[0]:
        return [chr(value) for value in values]
    padded = any(re.match(r"-?0\d", end) for end in (first, last))
    width = max(len(first), len(last)) if padded else 0
    return [f"{value:0{width}d}" for value in values]
