"""Finds files that look like descriptors and are not read, because nothing names them."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from catalogsite.catalog.descriptors import skeletons
from catalogsite.catalog.descriptors.fixtures import is_fixture
from catalogsite.catalog.descriptors.locations import files_named, inside
from catalogsite.catalog.reading import UnreadEntity
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.paths.descriptor_names import looks_like_descriptor
from catalogsite.paths.glob import is_glob
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.trees.tree import Tree
from catalogsite.yaml12.documents import Document, iter_documents

_SUFFIXES = (".yaml", ".yml")
_MAX_BYTES = 256 * 1024
"""The largest file that is looked into, in bytes."""
_MAX_FILES = 2000
"""So many files of a repository are looked into."""
_MAX_PARSED = 200
"""So many of them are parsed; the others are only counted."""
_MAX_NAMED = 3
_DEFAULT = "**/catalog-info.{yaml,yml,json}"
"""The glob for what is read where a source has no globs."""
_ALIKE = 3
"""So many folders with a file of one name are named by one glob."""


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


class UnreadFiles(NamedTuple):
    """Files that look like descriptors, the entities that they define, and what their Locations name."""

    files: list[str]
    entities: list[UnreadEntity]
    targets: dict[str, list[str]]

    def first(self, repository: Repository) -> list[str]:
        """The files that have to be named, because no Location in the others leads to them."""
        named = {path: self._named(repository, path) for path in self.targets}
        inner = {other for path, others in named.items() for other in others - {path}}
        reached: set[str] = set()
        found: set[str] = set()
        # Locations that name each other are reached from no other file.
        for path in sorted(self.files, key=inner.__contains__):
            if path not in reached:
                found.add(path)
                _reach(path, named, reached)
        return [path for path in self.files if path in found]

    def _named(self, repository: Repository, path: str) -> set[str]:
        every = dict.fromkeys(self.files, 0)
        # A glob names no hidden folder.
        listed = {one: 0 for one in every if not _is_hidden(one)}
        places = filter(None, (inside(repository, path, text) for text in self.targets[path]))
        return {
            other
            for place in places
            for other in files_named(listed if is_glob(place) else every, place)
        }


def _reach(path: str, named: Mapping[str, set[str]], reached: set[str]) -> None:
    waiting = [path]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += named.get(one, ())


def unread_entities(tree: Tree, paths: list[str]) -> UnreadFiles:
    """The files among `paths` that look like descriptors."""
    files: list[str] = []
    entities: list[UnreadEntity] = []
    targets: dict[str, list[str]] = {}
    for path, data in tree.read_many(paths).items():
        if not looks_like_descriptor(data):
            continue
        found: list[UnreadEntity] | None = None
        if len(files) < _MAX_PARSED:
            documents = list(_documents(data.decode("utf-8", errors="replace")))
            found = [
                UnreadEntity(ref=ref_of(one.data), file=path, line=one.line) for one in documents
            ]
            targets[path] = [text for one in documents for text in _targets(one.data)]
        if found is None or found:
            files.append(path)
            entities += found or ()
    return UnreadFiles(files, entities, targets)


def unread_problem(
    files: list[str], first: list[str], read: Iterable[str], globs: Iterable[str]
) -> Problem:
    """One problem for all unread files of a repository, with the setting that would read them.

    The setting names the `first` of them, which lead to the others. It replaces the usual names or
    `globs`, so it names the files that are `read` by them too.
    """
    named = ", ".join(files[:_MAX_NAMED]) + (", …" if len(files) > _MAX_NAMED else "")
    patterns = ", ".join(f'"{one}"' for one in (*(tuple(globs) or _usual(read)), *_patterns(first)))
    at = SourceLocation(files[0])
    if len(files) == 1:
        return problem("descriptors-unread", at=at, file=named, patterns=patterns)
    count = len(files)
    return problem(
        "descriptors-unread", "several", at=at, count=count, files=named, patterns=patterns
    )


def _usual(read: Iterable[str]) -> list[str]:
    """Globs for descriptors with the usual names, and those that are read in a hidden folder."""
    return [_DEFAULT, *filter(_is_hidden, read)]


def _patterns(files: Iterable[str]) -> list[str]:
    """Each file, or one glob for files of one name in several folders, or for those of a folder."""
    paths = list(files)
    listed = [path for path in paths if not _is_hidden(path)]
    names = Counter(map(posixpath.basename, listed))
    alike = {name: _glob_of_name(name, listed) for name, n in names.items() if n >= _ALIKE}
    by_name = {path: alike.get(posixpath.basename(path)) for path in listed}
    globs = {path: posixpath.join(posixpath.dirname(path), f"*{_suffix(path)}") for path in paths}
    counts = Counter(glob for path, glob in globs.items() if not by_name.get(path))
    found = (
        by_name.get(path) or (glob if counts[glob] > 1 else path) for path, glob in globs.items()
    )
    return list(dict.fromkeys(found))


def _is_hidden(path: str) -> bool:
    # A glob has to name a hidden folder.
    return "/." in f"/{path}"


def _glob_of_name(name: str, files: Iterable[str]) -> str:
    folders = {posixpath.dirname(path) for path in files if posixpath.basename(path) == name}
    # A file at the top is below no folder, and shares none with the others.
    return posixpath.join("" if "" in folders else posixpath.commonpath(folders), "**", name)


def _suffix(path: str) -> str:
    return posixpath.splitext(path)[1]


def _documents(text: str) -> Iterator[Document]:
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
            yield document


def _targets(data: dict[str, Any]) -> list[str]:
    """The targets of a Location without a type, of which some are not followed."""
    spec = data.get("spec")
    if data["kind"] != "Location" or not isinstance(spec, dict) or "type" in spec:
        return []
    several = spec.get("targets")
    found = [spec.get("target"), *(several if isinstance(several, list) else ())]
    return [text for text in found if isinstance(text, str)]
