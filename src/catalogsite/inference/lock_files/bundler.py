"""Gemfile.lock and gems.locked of Bundler.

The format is described at https://bundler.io/guides/rationale.html
"""

from __future__ import annotations

import re

from catalogsite.inference.lock_files.lock_file import LockFile, entries_of
from catalogsite.inference.manifest import ManifestError

FILES = re.compile(r"Gemfile\.lock|gems\.locked")
ECOSYSTEM = "gem"

_SPEC = re.compile(r" {4}([\w.-]+) \(([^()\s]+)\)\s*$")
_PLATFORM = re.compile(
    r"-(?:x86|x64|arm|aarch|java|jruby|universal|mingw|mswin|darwin|linux|ruby).*$"
)
_SECTION = re.compile(r"[A-Z][A-Z ]*$")


def read(text: str) -> LockFile:
    """The gems from servers and git; those of folders are the repository's own. Raises ManifestError."""
    found = []
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("<<<<<<<", ">>>>>>>")):
            raise ManifestError(number, "a Gemfile.lock", "a merge was not finished")
        if _SECTION.match(line):
            section = line.strip()
        elif section in {"GEM", "GIT", "PLUGIN SOURCE"} and (spec := _SPEC.match(line)):
            found.append((spec[1], _PLATFORM.sub("", spec[2]), number))
    if not section:
        raise ManifestError(1, "a Gemfile.lock", "it has no section")
    return LockFile(entries_of("gem", found))
