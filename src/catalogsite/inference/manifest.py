"""The shape that every kind of manifest is read into, and the words for a broken one."""

from __future__ import annotations

from functools import lru_cache

from packageurl import PackageURL

from catalogsite.inference.inferred import Dependency, InferredLink, Package
from catalogsite.model.problem import Problem
from catalogsite.model.value import Value
from catalogsite.problems.create import SourceLocation, problem


class Manifest(Value):
    """The content of one manifest; `marks` (`server`, `browser`, …) help to infer a type."""

    ecosystem: str = ""
    file: str = ""
    name: str | None = None
    description: str | None = None
    license: str | None = None
    packages: tuple[Package, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    links: tuple[InferredLink, ...] = ()
    tags: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


class ManifestError(ValueError):
    """A manifest cannot be read: the line where that is known, the expected form, and the reason."""

    def __init__(self, line: int | None, form: str, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.form = form


def broken(file: str, line: int | None, form: str, reason: str) -> Problem:
    """A manifest that cannot be read; its facts are missing, everything else goes on."""
    name, at = file.rpartition("/")[2], SourceLocation(file, line)
    return problem("manifest-unreadable", at=at, file=name, format=form, reason=reason)


def line_of(text: str, needle: str, after: str = "") -> int | None:
    """The line (from 1) of the first `needle` behind the first `after`."""
    start = text.find(after) if after else 0
    found = text.find(needle, max(start, 0))
    return text.count("\n", 0, found) + 1 if found >= 0 else None


# Most repositories use the same packages, and making a purl takes longer than all else about one.
@lru_cache(maxsize=16_384)
def purl_of(ecosystem: str, name: str) -> str | None:
    """The purl of a package whose namespace, if any, ends at the last slash; None for no name."""
    namespace, _, last = name.strip("/").rpartition("/")
    try:
        return PackageURL(ecosystem, namespace or None, last).to_string()
    except ValueError:
        return None
