"""What is installed here that results depend on: workers of a cluster must have the same."""

from __future__ import annotations

import hashlib
import platform
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

PACKAGE = "catalogsite"
CODE = "the code of catalogsite"

_NAME = re.compile(r"[\w.-]+")
_CLUSTER = frozenset({"distributed"})
"""Dask checks its own version."""


@cache
def installed_versions() -> dict[str, str]:
    """Versions by name: of Python, of catalogsite and all that it uses; `""` where one is missing."""
    needed = {found[0] for one in requires(PACKAGE) or () if (found := _NAME.match(one))}
    python = ".".join(platform.python_version_tuple()[:2])
    return {
        "Python": python,
        PACKAGE: _version(PACKAGE),
        CODE: _code(),
        **{name: _version(name) for name in sorted(needed - _CLUSTER)},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _code() -> str:
    """A digest of the source: two versions of a clone have one number."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
