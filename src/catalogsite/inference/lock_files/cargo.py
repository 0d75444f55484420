"""Cargo.lock.

The format is described at https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html
"""

from __future__ import annotations

import re

from catalogsite.inference.lock_files.lock_file import LockFile, entries_of, items
from catalogsite.inference.lock_files.toml_packages import read_packages
from catalogsite.inference.manifest import purl_of

FILES = re.compile(r"Cargo\.lock")
ECOSYSTEM = "cargo"


def read(text: str) -> LockFile:
    """The crates from registries and git, and what each crate of the workspace uses. Raises ManifestError."""
    packages = read_packages(text)
    versions: dict[str, list[str]] = {}
    for one in packages:
        versions.setdefault(one.name, []).append(one.version)
    direct: dict[tuple[str, str], str] = {}
    for one in packages:
        # Crates without a source are those of the workspace.
        if "source" in one.values:
            continue
        for written in items(one.values.get("dependencies")):
            name, _, rest = str(written).partition(" ")
            chosen = rest.partition(" ")[0] or (versions.get(name) or [""])[0]
            used, owner = purl_of("cargo", name), purl_of("cargo", one.name)
            if used and owner and chosen:
                direct[owner, used] = chosen
    stated = ((one.name, one.version, one.line) for one in packages if "source" in one.values)
    return LockFile(entries_of("cargo", stated), direct)
