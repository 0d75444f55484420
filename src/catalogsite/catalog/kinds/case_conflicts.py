"""Keys that differ only in the case of their letters: Backstage's search table cannot hold both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalogsite.problems.create import Finding, finding
from catalogsite.problems.value_text import path_text
from catalogsite.yaml12.documents import Path


def case_conflicts(entity: dict[str, Any]) -> list[Finding]:
    """A finding for each field whose path differs from another one only in upper and lower case."""
    names = _names(entity)
    if len(names) == len({name.lower() for name in names}):
        return []
    seen: dict[str, Path] = {}
    found = []
    for path in _leaves(entity):
        first = seen.setdefault(_key_path(path).lower(), path)
        if _key_path(first) != _key_path(path):
            key = _first_difference(path, first)
            field, other = path_text(path), path_text(first)
            found.append(finding("twin-keys", key, field=field, other=other))
    return found


def _names(entity: dict[str, Any]) -> set[str]:
    """The keys of all objects of an entity; in a loop, because every entity is looked at."""
    found: set[str] = set()
    waiting: list[Any] = [entity]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found.update(value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


def _leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    else:
        yield path


def _key_path(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _first_difference(path: Path, first: Path) -> Path:
    """The start of `path` up to the first key that differs from `first`."""
    for number, (own, other) in enumerate(zip(path, first, strict=False)):
        if own != other and isinstance(own, str):
            return path[: number + 1]
    return path
