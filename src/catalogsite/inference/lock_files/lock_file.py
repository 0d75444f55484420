"""The shape that every lock file is read into."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.inference.inferred import Scope
from catalogsite.inference.manifest import ManifestError, purl_of
from catalogsite.model.text.unicode import replace_surrogates


class Entry(NamedTuple):
    """A chosen version: the purl of the package without version, and the line, counted from 1.

    `scope` is what the lock file says that it is needed for, `license` its licence.
    """

    purl: str
    version: str
    line: int | None = None
    scope: Scope = "runtime"
    license: str | None = None


class LockFile(NamedTuple):
    """The content of one lock file.

    `direct` has versions by who needs them, a folder counted from that of the lock file or the purl of
    a package, and by purl. `wanted` has versions by purl and requirement.
    """

    entries: tuple[Entry, ...]
    direct: Mapping[tuple[str, str], str] = {}
    wanted: Mapping[tuple[str, str], str] = {}


def entries_of(ecosystem: str, found: Iterable[tuple[str, Any, int | None]]) -> tuple[Entry, ...]:
    """Entries by name, version and line; what has no version or no valid name is left out."""
    return tuple(_entries(ecosystem, found))


def _entries(ecosystem: str, found: Iterable[tuple[str, Any, int | None]]) -> Iterator[Entry]:
    for name, version, line in found:
        purl = purl_of(ecosystem, name)
        if purl is not None and isinstance(version, str) and version:
            yield Entry(purl, version, line)


_LONGEST_LICENSE = 200


def license_of(value: Any) -> str | None:
    """A licence as it is written, and of several names that any of them holds; None for anything else."""
    if isinstance(value, list):
        value = " OR ".join(one for one in value if isinstance(one, str))
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if 0 < len(text) <= _LONGEST_LICENSE else None


def parse_json(text: str) -> dict[str, Any]:
    """The object of a JSON document. Raises ManifestError."""
    try:
        data = replace_surrogates(json.loads(text))
    except json.JSONDecodeError as error:
        raise ManifestError(error.lineno, "JSON", error.msg) from error
    if not isinstance(data, dict):
        raise ManifestError(1, "a lock file", "it is not an object")
    return data


_OBJECT = re.compile(r'\n|"([^"\\\n]+)"\s*:\s*\{')


def object_lines(text: str) -> dict[str, int]:
    """The line of the first key that has an object, by key."""
    found: dict[str, int] = {}
    line = 1
    for match in _OBJECT.finditer(text):
        if match[1] is not None:
            found.setdefault(match[1], line)
        line += match[0].count("\n")
    return found


def table(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty mapping."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The value if it is a list, else an empty list."""
    return value if isinstance(value, list) else []
