"""go.mod and go.sum, of which together the versions of a build follow.

The format is described at https://go.dev/ref/mod
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogsite.inference.lock_files.lock_file import LockFile, entries_of
from catalogsite.inference.manifest import ManifestError

FILES = re.compile(r"go\.(?:mod|sum)")
ECOSYSTEM = "golang"

_REQUIRED = re.compile(r"\s*(?:require\s+)?([^\s()]+)\s+(v\d\S*)(?:\s*//.*)?$")
_SUM = re.compile(r"(\S+) (v\d[^\s/]*)(/go\.mod)? h1:\S+$")


def read(text: str) -> LockFile:
    """The modules with the version that the build takes. Raises ManifestError."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = _sums(text) if _SUM.match(first) else _required(text)
    return LockFile(entries_of("golang", found))


def _required(text: str) -> Iterator[tuple[str, str, int]]:
    """What a go.mod requires, directly or not; since Go 1.17 it lists all that is built."""
    block = ""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.partition("//")[0].strip()
        if stripped.endswith("("):
            block = stripped[:-1].strip()
        elif stripped == ")":
            block = ""
        elif (block or stripped.partition(" ")[0]) == "require" and (one := _REQUIRED.match(line)):
            yield one[1].strip('"'), one[2], number


def _sums(text: str) -> Iterator[tuple[str, str, int]]:
    """The highest version of each module whose content was fetched."""
    highest: dict[str, tuple[tuple[int, ...], str, int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        one = _SUM.match(line)
        if one is None and line.strip():
            raise ManifestError(number, "a go.sum", "a line is not a module, a version and a hash")
        if one is None or one[3]:
            continue
        numbers = tuple(int(part[:9]) for part in re.findall(r"\d+", one[2].partition("-")[0]))
        if one[1] not in highest or numbers >= highest[one[1]][0]:
            highest[one[1]] = (numbers, one[2], number)
    for name, (_, version, number) in highest.items():
        yield name, version, number
