"""Which folders and files of its own repository the steps of a template fetch from."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

_EXPRESSION = "${{"


def local_sources(entity: Mapping[str, Any], file: str) -> tuple[str, ...]:
    """The folders and files, as paths of the repository (`""` is its top), sorted.

    Where an address has an expression, it is the folder in which the address begins to depend on it.
    """
    spec = entity.get("spec")
    steps = spec.get("steps") if isinstance(spec, Mapping) else None
    found = {
        source
        for step in (steps if isinstance(steps, list) else ())
        if isinstance(step, Mapping)
        for source in _sources(step, posixpath.dirname(file))
    }
    return tuple(sorted(found))


def _sources(step: Mapping[str, Any], folder: str) -> Iterator[str]:
    given = step.get("input")
    url = given.get("url") if isinstance(given, Mapping) else None
    if not str(step.get("action", "")).startswith("fetch:") or not isinstance(url, str) or not url:
        return
    stated, expression, _ = url.partition(_EXPRESSION)
    if "://" in url or stated.startswith("/") or "\0" in stated or (expression and not stated):
        return
    named = posixpath.dirname(stated) if expression else stated
    source = posixpath.normpath(posixpath.join(folder, named))
    if source != ".." and not source.startswith(("../", "/")):
        yield "" if source == "." else source
