"""The type of the component that a repository holds, guessed from its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalogsite.inference.manifest import Manifest

_SERVICE_FILES = frozenset({"Dockerfile", "Containerfile", "main.go"})
_DOCUMENTATION_FILES = frozenset({"mkdocs.yml", "mkdocs.yaml"})


def guess_type(paths: Iterable[str], manifests: Sequence[Manifest]) -> str:
    """The Component type (`website`, `service`, `library`, `documentation`) of a repository's top.

    `other` where neither a framework, a container, a main file nor a package says more.
    """
    top = frozenset(path for path in paths if "/" not in path)
    main = [manifest for manifest in manifests if "/" not in manifest.file] or list(manifests)
    marks = {mark for manifest in main for mark in manifest.marks}
    if "browser" in marks and "server" not in marks:
        return "website"
    if "server" in marks or not top.isdisjoint(_SERVICE_FILES):
        return "service"
    if any(path.startswith("cmd/") for path in paths) and any(m.ecosystem == "go" for m in main):
        return "service"
    if any(not package.private for manifest in main for package in manifest.packages):
        return "library"
    return "documentation" if not top.isdisjoint(_DOCUMENTATION_FILES) else "other"
