"""Finds the descriptors of a repository, and the skeletons of templates among them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from catalogsite.paths.descriptor_names import DESCRIPTOR_NAMES
from catalogsite.repositories.visible_paths import (
    GLOB_WORDS,
    KEPT_HIDDEN,
    VENDORED,
    matching_named,
)

_TEMPLATE_NAMES = frozenset({"template.yaml", "template.yml"})
_WORKFLOW_FOLDERS = frozenset(f"{host}/workflows" for host in KEPT_HIDDEN)
_SKELETON_FOLDERS = frozenset({"skeleton", "skeletons"})
_EXPRESSION = re.compile(r"\$\{\{|\{%|\{\{|cookiecutter\.")
_IDENTIFYING = (("metadata", "name"), ("metadata", "namespace"), ("kind",), ("spec", "type"),
          ("spec", "owner"), ("spec", "system"), ("spec", "lifecycle"))  # fmt: skip


def descriptor_files(
    paths: Iterable[str], globs: Sequence[str], named_only: Callable[[], Iterable[str]]
) -> list[str]:
    """The paths of descriptors: those with a usual name, or those that match the globs of the source.

    `named_only` returns the paths of hidden and vendored folders, which a glob has to name. A
    workflow of a host is not a descriptor, whatever its name is.
    """
    if not globs:
        named = (path for path in paths if posixpath.basename(path) in DESCRIPTOR_NAMES)
        return [path for path in named if not _is_workflow(path)]
    listed = list(paths)
    if any(map(_could_name_unlisted, globs)):
        listed = sorted({*listed, *named_only()})
    found = {path for glob in globs for path in matching_named(listed, glob)}
    return [path for path in listed if path in found]


def _could_name_unlisted(glob: str) -> bool:
    words = set(GLOB_WORDS.split(glob))
    return any(word.startswith(".") and word.strip(".") for word in words) or bool(words & VENDORED)


def _is_workflow(path: str) -> bool:
    return posixpath.dirname(path) in _WORKFLOW_FOLDERS


def template_files(paths: Iterable[str], descriptors: Sequence[str]) -> list[str]:
    """Template files in a folder above a descriptor, which may belong to their skeleton."""
    above = {folder for path in descriptors for folder in _folders(path)}
    return [
        path
        for path in paths
        if posixpath.basename(path) in _TEMPLATE_NAMES and posixpath.dirname(path) in above
    ]


def _folders(path: str) -> Iterator[str]:
    while path:
        path = posixpath.dirname(path)
        yield path


def is_skeleton_path(path: str) -> bool:
    """Whether a path is in a skeleton folder, or contains a template expression."""
    if "{{" in path or "{%" in path:
        return True
    return not _SKELETON_FOLDERS.isdisjoint(path.split("/")[:-1])


def has_expressions(text: str) -> bool:
    """Whether a text contains expressions of a template engine."""
    return _EXPRESSION.search(text) is not None


def is_skeleton(entity: dict[str, Any]) -> bool:
    """Whether a field that identifies an entity contains a template expression."""
    for path in _IDENTIFYING:
        value: Any = entity
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str) and _EXPRESSION.search(value):
            return True
        # Unquoted, `{{ name }}` is a mapping with a mapping as key.
        if isinstance(value, dict) and any(key.startswith("{ ") for key in value):
            return True
    return False


def skeleton_folders(template: dict[str, Any], file: str) -> Iterator[str]:
    """The folders of the repository that a template's steps fetch from."""
    spec = template.get("spec")
    steps = spec.get("steps") if isinstance(spec, dict) else None
    for step in steps if isinstance(steps, list) else ():
        if not isinstance(step, dict) or not str(step.get("action", "")).startswith("fetch:"):
            continue
        given = step.get("input")
        url = given.get("url") if isinstance(given, dict) else None
        if not isinstance(url, str) or ":" in url or "{{" in url:
            continue
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(file), url))
        own = posixpath.dirname(file) or "."
        if not folder.startswith("..") and folder not in (own, "."):
            yield folder


def lies_under(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is in one of the folders."""
    return any(path.startswith(f"{folder}/") for folder in folders)
