"""The type of the component that a repository holds, where its files are evidence of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from catalogsite.inference.manifest import Manifest

CONTAINER_FILES = ("Dockerfile", "Containerfile")
_PORT = re.compile(r"^[ \t]*EXPOSE[ \t]+\d", re.IGNORECASE | re.MULTILINE)
_DOCUMENTATION_FILES = frozenset({"mkdocs.yml", "mkdocs.yaml"})


def infer_type(
    paths: Iterable[str],
    manifests: Sequence[Manifest],
    *,
    language: str | None = None,
    containers: Iterable[str] = (),
) -> str | None:
    """The Component type of a repository's top: `website`, `service`, `library`, `documentation`.

    A framework of the browser makes a website, one of servers or a container with a port
    (`containers` are the texts of their files) a service, a package that is published and is not a
    command a library, and documentation without a program (`language`) documentation. None if
    nothing of this is there.
    """
    known = [*paths]
    top = frozenset(path for path in known if "/" not in path)
    main = [manifest for manifest in manifests if "/" not in manifest.file]
    marks = {mark for manifest in main for mark in manifest.marks}
    if "browser" in marks and "server" not in marks:
        return "website"
    if "server" in marks or any(_PORT.search(text) for text in containers):
        return "service"
    if any(_is_library(manifest, known) for manifest in main):
        return "library"
    is_documentation = language is None and not top.isdisjoint(_DOCUMENTATION_FILES)
    return "documentation" if is_documentation else None


def _is_library(manifest: Manifest, paths: Sequence[str]) -> bool:
    """Whether a manifest publishes a package that other programs use."""
    if not any(not package.private for package in manifest.packages):
        return False
    if manifest.ecosystem == "go":
        # A module of commands has a main file at its top, or a folder of them.
        return not any(path == "main.go" or path.startswith("cmd/") for path in paths) and any(
            path.endswith(".go") for path in paths
        )
    if "command" in manifest.marks:
        return False
    return "workspace" not in manifest.marks
