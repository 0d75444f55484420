"""pnpm-lock.yaml, of which only keys and versions are read, by their indentation.

The format is described at https://pnpm.io/git
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.inference.lock_files.lock_file import Entry, LockFile, entries_of
from catalogsite.inference.manifest import ManifestError, purl_of

FILES = re.compile(r"pnpm-lock\.yaml")
ECOSYSTEM = "npm"

_LINE = re.compile(r"( *)(?:'([^']+)'|\"([^\"]+)\"|([^\s'\"#][^:]*(?::[^\s:][^:]*)*)):(?: +(.*))?$")
_PACKAGE = re.compile(r"/?(@[^/@]+/[^/@]+|[^/@]+)[@/](\d[^()_]*)")
_SECTIONS = frozenset({"dependencies", "devDependencies", "optionalDependencies"})


class _Line(NamedTuple):
    number: int
    path: tuple[str, ...]
    value: str


def read(text: str) -> LockFile:
    """The packages, and the version of each that a project of the workspace names. Raises ManifestError."""
    if not text.lstrip().startswith(("lockfileVersion", "#")):
        raise ManifestError(1, "a pnpm-lock.yaml", "it does not begin with lockfileVersion")
    found: list[Entry] = []
    direct: dict[tuple[str, str], str] = {}
    for line in _lines(text):
        if line.path[0] == "packages" and len(line.path) == 2:
            if package := _PACKAGE.match(line.path[1]):
                found += entries_of("npm", [(package[1], package[2], line.number)])
        elif (importer := _importer(line)) is not None:
            folder, name, version = importer
            purl = purl_of("npm", name)
            plain = version.partition("(")[0]
            # An alias is written with the name that it stands for.
            other = None if plain[:1].isdigit() else _PACKAGE.fullmatch(plain)
            chosen = other[2] if other else plain.partition("_")[0]
            if purl is not None and re.match(r"\d", chosen):
                direct[folder, purl] = chosen
                real = purl_of("npm", other[1]) if other else None
                if real is not None:
                    direct[folder, real] = chosen
    return LockFile(tuple(found), direct)


def _importer(line: _Line) -> tuple[str, str, str] | None:
    """The folder, name and version of a dependency of a project; without a workspace it is the top."""
    path = line.path
    folder = ""
    if path[0] == "importers" and len(path) > 2:
        folder, path = posixpath.normpath(path[1]), path[2:]
        folder = "" if folder == "." else folder
    if path[0] not in _SECTIONS or len(path) < 2:
        return None
    if len(path) == 2 and line.value:
        return folder, path[1], line.value.strip("'\"")
    if len(path) == 3 and path[2] == "version":
        return folder, path[1], line.value.strip("'\"")
    return None


def _lines(text: str) -> Iterator[_Line]:
    """The keys with the path to each, at most five deep."""
    path: list[tuple[int, str]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        if len(raw) > 2_000 or not (found := _LINE.match(raw)):
            continue
        indent = len(found[1])
        while path and path[-1][0] >= indent:
            path.pop()
        path.append((indent, found[2] or found[3] or found[4]))
        if len(path) <= 5:
            yield _Line(number, tuple(key for _, key in path), found[5] or "")
