"""What the texts of a template's steps refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.yaml12.documents import Path

_MARKED = re.compile(r"\$\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*(?:raw|verbatim)\b.*?\{%-?\s*end(?:raw|verbatim)\s*-?%\}", re.DOTALL)
_NAME = (
    r"(?:\s*\.\s*(?P<name>[A-Za-z_$][\w$]*)|\s*\[\s*(?P<quote>['\"])(?P<key>.*?)(?P=quote)\s*\])"
)
_MENTION = re.compile(rf"\bparameters{_NAME}")
_UNMARKED = re.compile(r"(?<![$'\"{])\{\{-?\s*(?:parameters|steps)\b")
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)


class Text(NamedTuple):
    """One string of a template, and its path in the entity."""

    path: Path
    value: str


class Uses(NamedTuple):
    """The names that a text takes of an object; `all` where it takes the object as it is."""

    names: tuple[str, ...]
    all: bool


def texts(value: Any, path: Path) -> Iterator[Text]:
    """Every string below a value."""
    if isinstance(value, str):
        yield Text(path, value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, (*path, index))


def uses(text: str, name: str) -> Uses:
    """What the expressions of a text take of the object `name`."""
    if name not in text:
        return Uses((), all=False)
    found: list[str] = []
    whole = False
    pattern = re.compile(rf"(?<![\w.$\"'\]-]){name}\b(?!\s*:){_NAME}?")
    for marked in _MARKED.finditer(_RAW.sub("", text)):
        quoted = [match.span() for match in _TEXT.finditer(marked[0])]
        for match in pattern.finditer(marked[0]):
            if any(start < match.start() < end for start, end in quoted):
                continue
            taken = match["name"] or match["key"]
            found += [taken] if taken else []
            whole = whole or taken is None
    return Uses(tuple(found), whole)


def is_unmarked(text: str) -> bool:
    """Whether an expression stands in braces without a dollar sign, which is plain text."""
    return _UNMARKED.search(_RAW.sub("", text)) is not None


def mentioned(text: str) -> list[str]:
    """The parameters that a text names at all, as an expression or not."""
    return [found["name"] or found["key"] for found in _MENTION.finditer(text)]


def is_marked(text: str) -> bool:
    """Whether a text holds an expression."""
    return _MARKED.search(text) is not None
