"""TOML documents, and the lines of their keys, which the parser does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.inference.manifest import ManifestError

_HEADER = re.compile(r"\s*\[\[?\s*(?P<path>[^\]\n]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"\s*(?P<path>(?:\"[^\"\n]*\"|'[^'\n]*'|[\w-]+)(?:\s*\.\s*(?:\"[^\"\n]*\"|'[^'\n]*'|[\w-]+))*)\s*="
)
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")
_LONG = re.compile(r'"""|\'\'\'')


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a document. Raises ManifestError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise ManifestError(int(found[1]) if found else None, "TOML", str(error)) from error


def key_lines(text: str) -> Mapping[tuple[str, ...], int]:
    """The line, counted from 1, of each table header and key by its path; of equal ones the first.

    Keys inside of an inline table have no line of their own.
    """
    found: dict[tuple[str, ...], int] = {}
    for number, line, table in _lines(text):
        header = _HEADER.match(line)
        if header:
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            path = (*table, *_parts(key["path"]))
            for length in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:length], number)
    return found


def _lines(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Each line outside of long strings, with the table that it is in or begins."""
    table: tuple[str, ...] = ()
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if header := _HEADER.match(line):
            table = _parts(header["path"])
        yield number, line, table
        marks = _LONG.findall(line)
        if len(marks) % 2:
            closing = marks[-1]


def _parts(path: str) -> tuple[str, ...]:
    return tuple("".join(match.groups("")) for match in _PART.finditer(path))
