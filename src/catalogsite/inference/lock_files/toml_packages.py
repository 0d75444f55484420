"""Lock files in TOML with a list `package`: Cargo.lock, poetry.lock, uv.lock and pdm.lock."""

from __future__ import annotations

from typing import Any, NamedTuple

from catalogsite.inference.lock_files.lock_file import items, table
from catalogsite.inference.packages.toml_files import parse_toml


class TomlPackage(NamedTuple):
    """One package of the list: its values, and the line of its header."""

    name: str
    version: str
    line: int | None
    values: dict[str, Any]


def read_packages(text: str) -> list[TomlPackage]:
    """The packages that have a name and a version, in order. Raises ManifestError."""
    listed = items(parse_toml(text).get("package"))
    lines = [
        at for at, line in enumerate(text.splitlines(), start=1) if line.strip() == "[[package]]"
    ]
    known = lines if len(lines) == len(listed) else [None] * len(listed)
    found = []
    for line, entry in zip(known, listed, strict=True):
        name, version = table(entry).get("name"), table(entry).get("version")
        if isinstance(name, str) and isinstance(version, str):
            found.append(TomlPackage(name, version, line, entry))
    return found
