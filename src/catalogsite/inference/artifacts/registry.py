"""The registry of kinds of artifacts: which files of a repository name some, and all that they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from catalogsite.inference.artifacts import (
    charts,
    compose_images,
    dockerfiles,
    gitlab,
    kubernetes_images,
    kustomize,
    protobuf,
    workflows,
)
from catalogsite.inference.artifacts.folder_images import folder_images
from catalogsite.inference.artifacts.repository_files import RepositoryFiles
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.packages.registry import unreadable

LARGEST = 300_000
"""Bytes of a file that is read for artifacts."""

MOST = 1_000
"""Files that are read for artifacts, the highest first."""


class Kind(Protocol):
    """A module for one kind: it gets all of its files, so that what is beside a file is at hand."""

    def may_hold(self, path: str, /) -> bool:
        """Whether a file may be of this kind, by its path."""

    def parse(self, text: str, file: str, /) -> Any:
        """One file as its `manifests` takes it. Raises ManifestError, ValueError or RecursionError."""

    def manifests(
        self, parsed: Mapping[str, Any], repository: RepositoryFiles, /
    ) -> Iterable[Manifest]:
        """What the files of a repository publish and use, given what was parsed by path."""


KINDS: tuple[Kind, ...] = (
    dockerfiles,
    compose_images,
    kubernetes_images,
    charts,
    kustomize,
    workflows,
    gitlab,
    protobuf,
)


def is_artifact(path: str) -> bool:
    """Whether a file may be of any kind, by its path."""
    return any(kind.may_hold(path) for kind in KINDS)


def highest(sizes: Mapping[str, int], wanted: Callable[[str], bool]) -> list[str]:
    """Paths of the files worth reading, those at the top first; larger ones are left out."""
    found = [path for path, size in sizes.items() if size <= LARGEST and wanted(path)]
    return sorted(found, key=lambda path: (path.count("/"), path))[:MOST]


def read_artifacts(texts: Mapping[str, str], repository: RepositoryFiles) -> tuple[Manifest, ...]:
    """What every file publishes and uses; a broken one has only problems."""
    found = (one for kind in KINDS for one in _read(kind, texts, repository))
    return tuple(folder_images(found, repository))


def _read(kind: Kind, texts: Mapping[str, str], repository: RepositoryFiles) -> Iterator[Manifest]:
    parsed: dict[str, Any] = {}
    for path, text in texts.items():
        if kind.may_hold(path):
            try:
                parsed[path] = kind.parse(text, path)
            except (ValueError, RecursionError) as error:
                yield unreadable(path, error)
    yield from kind.manifests(parsed, repository)
