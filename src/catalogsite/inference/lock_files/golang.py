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
_REPLACED = re.compile(r"(\S+)(?:\s+(v\S+))?\s*=>\s*(\S+)(?:\s+(v\S+))?$")
_SUM = re.compile(r"(\S+) (v\d[^\s/]*)(/go\.mod)? h1:\S+$")


def read(text: str) -> LockFile:
    """The modules with the version that the build takes. Raises ManifestError."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = _sums(text) if _SUM.match(first) else _required(text)
    return LockFile(entries_of("golang", found))


def _required(text: str) -> Iterator[tuple[str, str, int]]:
    """What a go.mod requires, directly or not, with what replaces it; Go 1.17 and later list all."""
    found: dict[str, tuple[str, str, int]] = {}
    for number, verb, line in _lines(text):
        if verb == "require" and (one := _REQUIRED.match(line)):
            name = one[1].strip('"')
            found[name] = (name, one[2], number)
        elif verb == "replace" and (other := _REPLACED.match(line)) and other[1] in found:
            if other[2] not in {None, found[other[1]][1]}:
                continue
            if other[4]:
                found[other[1]] = (other[3], other[4], number)
            else:
                del found[other[1]]
    yield from found.values()


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, directive and text of each line; what replaces stands behind what requires."""
    block = ""
    later: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.partition("//")[0].strip()
        if stripped.endswith("("):
            block = stripped[:-1].strip()
        elif stripped == ")":
            block = ""
        else:
            verb = block or stripped.partition(" ")[0]
            if verb == "replace":
                later.append((number, verb, stripped.removeprefix("replace ").strip()))
            else:
                yield number, verb, stripped
    yield from later


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
