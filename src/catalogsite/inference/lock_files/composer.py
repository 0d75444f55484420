"""composer.lock.

The format is described at https://getcomposer.org/doc/01-basic-usage.md
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalogsite.inference.inferred import Scope
from catalogsite.inference.lock_files.lock_file import (
    LockFile,
    entries_of,
    items,
    license_of,
    parse_json,
    table,
)

FILES = re.compile(r"composer\.lock")
ECOSYSTEM = "composer"

_SECTIONS: Mapping[str, Scope] = {"packages": "runtime", "packages-dev": "build"}
_NAME = re.compile(r'\n|"name"\s*:\s*"([^"\\\n]+)"')


def read(text: str) -> LockFile:
    """The packages for run time and development. Raises ManifestError."""
    data = parse_json(text)
    lines: dict[str, int] = {}
    line = 1
    for match in _NAME.finditer(text):
        if match[1] is None:
            line += 1
        else:
            lines.setdefault(match[1].lower(), line)
    found = []
    for section, scope in _SECTIONS.items():
        for entry in map(table, items(data.get(section))):
            name = entry.get("name")
            if isinstance(name, str) and table(entry.get("dist")).get("type") != "path":
                named = (name.lower(), entry.get("version"), lines.get(name.lower()))
                stated = license_of(entry.get("license"))
                found += [
                    one._replace(scope=scope, license=stated)
                    for one in entries_of("composer", [named])
                ]
    return LockFile(tuple(found))
