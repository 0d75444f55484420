"""package-lock.json and npm-shrinkwrap.json.

The format is described at https://docs.npmjs.com/cli/configuring-npm/package-lock-json
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from catalogsite.inference.inferred import Scope
from catalogsite.inference.lock_files.lock_file import (
    Entry,
    LockFile,
    entries_of,
    license_of,
    object_lines,
    parse_json,
    table,
)

FILES = re.compile(r"package-lock\.json|npm-shrinkwrap\.json")
ECOSYSTEM = "npm"

_INSIDE = "node_modules/"
_DEEPEST = 50


def read(text: str) -> LockFile:
    """The installed packages, with the folder that each is installed for. Raises ManifestError."""
    data = parse_json(text)
    lines = object_lines(text)
    if isinstance(data.get("packages"), dict):
        installed = list(_packages(data["packages"], lines))
    else:
        installed = list(_nested(table(data.get("dependencies")), lines))
    direct: dict[tuple[str, str], str] = {}
    found: list[Entry] = []
    for folder, key, (name, version, line), stated in installed:
        for entry in entries_of("npm", [(name, version, line)]):
            found.append(_described(entry, stated))
            # What another name stands for is found by the name that is written.
            for written in entries_of("npm", [(key, version, line), (name, version, line)]):
                direct.setdefault((folder, written.purl), entry.version)
    return LockFile(tuple(found), direct)


def _described(entry: Entry, stated: dict[str, Any]) -> Entry:
    scope: Scope = "build" if stated.get("dev") is True else "runtime"
    return entry._replace(scope=scope, license=license_of(stated.get("license")))


_Installed = tuple[str, str, tuple[str, Any, int | None], dict[str, Any]]


def _packages(packages: dict[str, Any], lines: dict[str, int]) -> Iterator[_Installed]:
    for path, stated in packages.items():
        folder, inside, key = path.rpartition(_INSIDE)
        entry = table(stated)
        if inside and not entry.get("link"):
            name = entry.get("name")
            shown = (name if isinstance(name, str) else key, entry.get("version"), lines.get(path))
            yield folder.rstrip("/"), key, shown, entry


def _nested(packages: dict[str, Any], lines: dict[str, int]) -> Iterator[_Installed]:
    """The first version of the format, where what only one package uses is written inside of it."""
    waiting = [("", packages, 0)]
    while waiting:
        folder, inner, depth = waiting.pop(0)
        for name, stated in inner.items():
            entry = table(stated)
            yield folder, name, (name, entry.get("version"), lines.get(name)), entry
            if depth < _DEEPEST and entry.get("dependencies"):
                waiting.append((f"{folder}/{name}", table(entry["dependencies"]), depth + 1))
