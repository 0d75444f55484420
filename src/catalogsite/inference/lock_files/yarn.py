"""yarn.lock of both generations.

The format is described at https://classic.yarnpkg.com/lang/en/docs/yarn-lock/
"""

from __future__ import annotations

import re

from catalogsite.inference.lock_files.lock_file import Entry, LockFile, entries_of
from catalogsite.inference.manifest import ManifestError, purl_of

FILES = re.compile(r"yarn\.lock")
ECOSYSTEM = "npm"

_KEY = re.compile(r"(?! |#)(.+):\s*$")
_VERSION = re.compile(r"  version:? \"?([^\"\s]+)\"?\s*$")
_WANTED = re.compile(r"(@?[^@]+)@(?:npm:)?(.+)")
_OTHERS = ("workspace:", "link:", "portal:", "file:")


def read(text: str) -> LockFile:
    """The chosen versions by what was asked for. Raises ManifestError."""
    found: list[Entry] = []
    wanted: dict[tuple[str, str], str] = {}
    asked: list[tuple[str, str]] = []
    at = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if key := _KEY.match(line):
            asked, at = _asked(key[1]), number
        elif (version := _VERSION.match(line)) and asked:
            name = _real_name(*asked[0])
            found += entries_of("npm", [(name, version[1], at)])
            for one, requirement in asked:
                purl = purl_of("npm", _real_name(one, requirement))
                if purl is not None:
                    wanted[purl, requirement.rpartition("@")[2] or requirement] = version[1]
                    wanted[purl, requirement] = version[1]
            asked = []
        elif line and not line.startswith((" ", "#", "\t")):
            raise ManifestError(number, "a yarn.lock", "a line is neither a key nor a value")
    return LockFile(tuple(found), {}, wanted)


def _asked(key: str) -> list[tuple[str, str]]:
    """Names and requirements of a key, without those of workspaces and folders."""
    parts = (part.strip().strip('"') for part in key.strip('"').split(","))
    found = (_WANTED.fullmatch(part) for part in parts)
    pairs = [(one[1], one[2]) for one in found if one]
    return [pair for pair in pairs if not pair[1].startswith(_OTHERS)]


def _real_name(name: str, requirement: str) -> str:
    # `"old@npm:@acme/new@^2"` is a version of @acme/new.
    real, at, _ = requirement.rpartition("@")
    real = real.removeprefix("npm:")
    return real if at and re.fullmatch(r"(?:@[\w.-]+/)?[\w.-]+", real) else name
