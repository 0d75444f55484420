"""The registry of ecosystems: which files of a repository are manifests, and all that they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from catalogsite.inference.manifest import Manifest, ManifestError, broken
from catalogsite.inference.packages import (
    cargo,
    composer,
    gem,
    golang,
    gradle,
    maven,
    npm,
    nuget,
    python,
    terraform,
)


class Ecosystem(Protocol):
    """A module for one ecosystem: it gets all of its files, so that parents and workspaces are at hand."""

    @property
    def FILES(self) -> re.Pattern[str]:  # noqa: N802  (a constant of a module)
        """The pattern of the whole names of its files."""

    def parse(self, text: str, file: str) -> Any:
        """One file as its `manifests` takes it. Raises ManifestError, ValueError or RecursionError."""

    def manifests(self, parsed: Mapping[str, Any], repository: str, /) -> Iterable[Manifest]:
        """The manifests of all files of a repository, given what was parsed by path, and its id."""


ECOSYSTEMS: tuple[Ecosystem, ...] = (
    npm,
    python,
    golang,
    gradle,
    cargo,
    composer,
    gem,
    maven,
    nuget,
    terraform,
)


LARGEST = 2_000_000
"""Characters of a manifest; nobody writes one of that size by hand."""


def is_manifest(path: str) -> bool:
    """Whether a file is a manifest of any ecosystem, by its name."""
    return _ecosystem(path) is not None


def read_manifests(texts: Mapping[str, str], repository: str = "") -> tuple[Manifest, ...]:
    """Every manifest of a repository in the order of the files; a broken one has only problems.

    `repository` is its id, `host/owner/name`, by which other repositories name folders of it.
    """
    found: dict[str, Manifest] = {}
    for ecosystem in ECOSYSTEMS:
        parsed: dict[str, Any] = {}
        for path, text in texts.items():
            if _ecosystem(path) is ecosystem:
                try:
                    parsed[path] = ecosystem.parse(_bounded(text), path)
                except (ValueError, RecursionError) as error:
                    found[path] = unreadable(path, error)
        made = ecosystem.manifests(parsed, repository)
        found |= {manifest.file: manifest for manifest in made}
    return tuple(found[path] for path in texts if path in found)


def _ecosystem(path: str) -> Ecosystem | None:
    name = path.rpartition("/")[2]
    return next((one for one in ECOSYSTEMS if one.FILES.fullmatch(name)), None)


def _bounded(text: str) -> str:
    if len(text) > LARGEST:
        raise ManifestError(None, "a manifest", f"it is larger than {LARGEST // 1_000_000} MB")
    return text


def unreadable(path: str, error: ValueError | RecursionError) -> Manifest:
    """The manifest of a file that cannot be read, which has the problem only."""
    if isinstance(error, ManifestError):
        problem = broken(path, error.line, error.form, str(error))
    else:
        # Brackets within brackets, a number of 5,000 digits: formats allow what Python refuses.
        deep = isinstance(error, RecursionError)
        problem = broken(path, None, "readable", "it is nested too deeply" if deep else str(error))
    return Manifest(file=path, problems=(problem,))
