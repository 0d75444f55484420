"""gradle.lockfile.

The format is described at https://docs.gradle.org/current/userguide/dependency_locking.html
"""

from __future__ import annotations

import re

from packageurl import PackageURL

from catalogsite.inference.lock_files.lock_file import Entry, LockFile
from catalogsite.inference.manifest import ManifestError

FILES = re.compile(r"gradle\.lockfile|buildscript-gradle\.lockfile")
ECOSYSTEM = "maven"

_LINE = re.compile(r"([^:=\s#]+):([^:=\s]+):([^:=\s]+)=.*")


def read(text: str) -> LockFile:
    """The artifacts of all configurations. Raises ManifestError."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if one := _LINE.fullmatch(line.strip()):
            purl = PackageURL("maven", one[1], one[2]).to_string()
            found.append(Entry(purl, one[3], number))
        elif line.strip() and not line.startswith(("#", "empty=")):
            reason = "a line is not group:name:version=configurations"
            raise ManifestError(number, "a gradle.lockfile", reason)
    return LockFile(tuple(found))
