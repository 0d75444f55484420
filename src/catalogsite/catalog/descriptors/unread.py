"""Finds files that look like descriptors and are not read, because nothing names them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import islice

from catalogsite.catalog.descriptors import skeletons
from catalogsite.catalog.descriptors.fixtures import is_fixture
from catalogsite.catalog.reading import UnreadEntity
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.tree import Tree
from catalogsite.yaml12.documents import iter_documents

_SUFFIXES = (".yaml", ".yml")
_MAX_BYTES = 256 * 1024
"""The largest file that is looked into, in bytes."""
_MAX_FILES = 2000
"""So many files of a repository are looked into."""
_MAX_PARSED = 200
"""So many of them are parsed; the others are only counted."""
_MAX_NAMED = 3
_VERSION = re.compile(rb"^apiVersion:[ \t]*[\"']?(?:scaffolder\.)?backstage\.io/", re.MULTILINE)
_KIND = re.compile(rb"^kind:", re.MULTILINE)


def unread_candidates(sizes: Mapping[str, int], known: Container[str]) -> list[str]:
    """The YAML files that are worth a look: not `known`, not large, no part of a template or test."""
    found = (
        path
        for path, size in sizes.items()
        if path.endswith(_SUFFIXES)
        and size <= _MAX_BYTES
        and path not in known
        and not skeletons.is_skeleton_path(path)
        and not is_fixture(path)
    )
    return list(islice(found, _MAX_FILES))


def unread_entities(tree: Tree, paths: list[str]) -> tuple[list[str], list[UnreadEntity]]:
    """The files among `paths` that look like descriptors, and the entities that they define."""
    files: list[str] = []
    entities: list[UnreadEntity] = []
    for path, data in tree.read_many(paths).items():
        if _VERSION.search(data) is None or _KIND.search(data) is None:
            continue
        found: list[UnreadEntity] | None = None
        if len(files) < _MAX_PARSED:
            found = list(_entities(path, data.decode("utf-8", errors="replace")))
        if found is None or found:
            files.append(path)
            entities += found or ()
    return files, entities


def unread_problem(files: list[str]) -> Problem:
    """One problem for all unread files of a repository, with the setting that would read them."""
    named = ", ".join(files[:_MAX_NAMED]) + (", …" if len(files) > _MAX_NAMED else "")
    patterns = ", ".join(f'"{one}"' for one in ("**/catalog-info.yaml", *_patterns(files)))
    at = SourceLocation(files[0])
    if len(files) == 1:
        return problem("descriptors-unread", at=at, file=named, patterns=patterns)
    count = len(files)
    return problem(
        "descriptors-unread", "several", at=at, count=count, files=named, patterns=patterns
    )


def _patterns(files: Iterable[str]) -> list[str]:
    """Each file, or one glob for all files of a folder that end alike."""
    globs = {path: posixpath.join(posixpath.dirname(path), f"*{_suffix(path)}") for path in files}
    counts = Counter(globs.values())
    return list(dict.fromkeys(glob if counts[glob] > 1 else path for path, glob in globs.items()))


def _suffix(path: str) -> str:
    return posixpath.splitext(path)[1]


def _entities(path: str, text: str) -> Iterator[UnreadEntity]:
    for document in iter_documents(text):
        data = document.data
        if document.error is not None or not isinstance(data, dict) or skeletons.is_skeleton(data):
            continue
        kind, metadata = data.get("kind"), data.get("metadata")
        version = data.get("apiVersion")
        if not isinstance(version, str) or "backstage.io/" not in version:
            continue
        if (
            isinstance(kind, str)
            and isinstance(metadata, dict)
            and type(metadata.get("name")) is str
        ):
            yield UnreadEntity(ref=ref_of(data), file=path, line=document.line)
