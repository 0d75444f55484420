"""Keys that differ only in the case of their letters: Backstage's search table cannot hold both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.catalog.findings import Finding, field
from catalogsite.yaml12.documents import Path


def case_conflicts(entity: dict[str, Any]) -> list[Finding]:
    """Each field whose whole path another field has in other letters."""
    names = set(_names(entity))
    if len(names) == len({name.lower() for name in names}):
        return []
    seen: dict[str, Path] = {}
    found = []
    for path in _leaves(entity):
        first = seen.setdefault(_text(path).lower(), path)
        if _text(first) != _text(path):
            message = f"`{field(path)}` differs from `{field(first)}` only in upper and lower case"
            fix = "keep one of them, or rename it"
            found.append(Finding("twin-keys", _apart(path, first), message, fix))
    return found


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)


def _leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    else:
        yield path


def _text(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _apart(path: Path, first: Path) -> Path:
    """The path down to the key that is written differently."""
    for number, (own, other) in enumerate(zip(path, first, strict=False)):
        if own != other and isinstance(own, str):
            return path[: number + 1]
    return path
