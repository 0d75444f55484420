"""Finds the descriptors of a repository by their names and by globs."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from catalogsite.catalog.descriptors.fixtures import is_fixture, names_fixture
from catalogsite.paths.descriptor_names import DESCRIPTOR_NAMES, TEMPLATE_NAMES
from catalogsite.paths.glob import is_glob
from catalogsite.repositories.trees.visible_paths import (
    GLOB_WORDS,
    KEPT_HIDDEN,
    VENDORED,
    matching_named,
)

_WORKFLOW_FOLDERS = frozenset(f"{host}/workflows" for host in KEPT_HIDDEN - {".backstage"})


def descriptor_files(
    paths: Iterable[str], globs: Sequence[str], named_only: Callable[[], Iterable[str]]
) -> list[str]:
    """The paths of descriptors: those with a usual name, or those that match the globs of the source.

    `named_only` returns the paths of hidden and vendored folders, which a glob has to name; so it
    has to name the folders of test data. A workflow of a host is not a descriptor, whatever its
    name is.
    """
    if not globs:
        named = (path for path in paths if posixpath.basename(path) in DESCRIPTOR_NAMES)
        return [path for path in named if not (_is_workflow(path) or is_fixture(path))]
    listed = list(paths)
    if any(map(_could_name_unlisted, globs)):
        listed = sorted({*listed, *named_only()})
    found = {
        path for glob in globs for path in matching_named(listed, glob)
        if names_fixture(glob, path) and (path == glob or not _is_workflow(path))
    }  # fmt: skip
    return [path for path in listed if path in found]


def hidden(sizes: Mapping[str, int]) -> dict[str, int]:
    """Those of the files that are in hidden folders, but in no vendored one."""
    return {path: size for path, size in sizes.items() if VENDORED.isdisjoint(path.split("/"))}


def matched_by_wildcard(paths: Iterable[str], globs: Sequence[str]) -> Iterator[str]:
    """The paths that are found by a wildcard in the name of a file, and have no descriptor's name."""
    names = {glob.rpartition("/")[2] for glob in globs}
    literal = {name for name in names if not is_glob(name)} | DESCRIPTOR_NAMES
    return (path for path in paths if posixpath.basename(path) not in literal)


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
        if posixpath.basename(path) in TEMPLATE_NAMES and posixpath.dirname(path) in above
    ]


def _folders(path: str) -> Iterator[str]:
    while path:
        path = posixpath.dirname(path)
        yield path
