"""poetry.lock, uv.lock, pdm.lock and Pipfile.lock."""

from __future__ import annotations

import re

from packaging.utils import canonicalize_name

from catalogsite.inference.lock_files.lock_file import (
    LockFile,
    entries_of,
    object_lines,
    parse_json,
    table,
)
from catalogsite.inference.lock_files.toml_packages import TomlPackage, read_packages

FILES = re.compile(r"poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock")
ECOSYSTEM = "pypi"

_OWN = frozenset({"editable", "virtual", "workspace", "directory", "path"})


def read(text: str) -> LockFile:
    """The distributions, without those that lie in the repository. Raises ManifestError."""
    if text.lstrip().startswith("{"):
        return _read_pipfile(text)
    packages = [one for one in read_packages(text) if not _is_own(one)]
    stated = ((canonicalize_name(one.name), one.version, one.line) for one in packages)
    return LockFile(entries_of("pypi", stated))


def _is_own(package: TomlPackage) -> bool:
    source = table(package.values.get("source"))
    return (
        bool(_OWN & set(source))
        or source.get("type") in {"directory", "file"}
        or ("path" in package.values)
    )


def _read_pipfile(text: str) -> LockFile:
    data, lines = parse_json(text), object_lines(text)
    found = []
    for section in ("default", "develop"):
        for name, stated in table(data.get(section)).items():
            version = table(stated).get("version")
            if isinstance(version, str):
                chosen = version.removeprefix("==")
                found.append((canonicalize_name(name), chosen, lines.get(name)))
    return LockFile(entries_of("pypi", found))
