"""Guesses the type of the component that a repository holds, and says why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from catalogsite.inference.manifest import Manifest


class Guess(NamedTuple):
    """A component type, and the file or mark that spoke for it."""

    type: str
    reason: str | None


def guess_type(paths: Iterable[str], manifests: Sequence[Manifest]) -> Guess:
    """The type of the component at the top of a repository; `other` where nothing speaks."""
    top = frozenset(path for path in paths if "/" not in path)
    main = [manifest for manifest in manifests if "/" not in manifest.file] or list(manifests)
    marked = {mark: manifest.file for manifest in reversed(main) for mark in manifest.marks}
    container = next((name for name in ("Dockerfile", "Containerfile") if name in top), None)
    if "browser" in marked and "server" not in marked:
        return Guess("website", f"a browser framework in {marked['browser']}")
    if "server" in marked:
        return Guess("service", f"a server framework in {marked['server']}")
    if container:
        return Guess("service", container)
    if "main.go" in top:
        return Guess("service", "main.go")
    if any(path.startswith("cmd/") for path in paths) and any(m.ecosystem == "go" for m in main):
        return Guess("service", "cmd/")
    packaged = [manifest.file for manifest in main if any(not p.private for p in manifest.packages)]
    if packaged:
        return Guess("library", packaged[0])
    if "mkdocs.yml" in top or "mkdocs.yaml" in top:
        return Guess("documentation", "mkdocs.yml")
    return Guess("other", None)
