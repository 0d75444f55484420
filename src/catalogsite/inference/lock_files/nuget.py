"""packages.lock.json.

The format is described at https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files
"""

from __future__ import annotations

import re

from catalogsite.inference.lock_files.lock_file import (
    LockFile,
    entries_of,
    object_lines,
    parse_json,
    table,
)

FILES = re.compile(r"packages(?:\.[\w.-]+)?\.lock\.json")
ECOSYSTEM = "nuget"


def read(text: str) -> LockFile:
    """The packages of all frameworks, without projects. Raises ManifestError."""
    data, lines = parse_json(text), object_lines(text)
    found = []
    for packages in table(data.get("dependencies")).values():
        for name, stated in table(packages).items():
            entry = table(stated)
            if str(entry.get("type")).lower() != "project":
                found.append((name, entry.get("resolved"), lines.get(name)))
    return LockFile(entries_of("nuget", dict.fromkeys(found)))
