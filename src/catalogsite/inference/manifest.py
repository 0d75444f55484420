"""The shape that every kind of manifest is read into, and the words for a broken one."""

from __future__ import annotations

from packageurl import PackageURL

from catalogsite.inference.inferred import Dependency, InferredLink, Package
from catalogsite.model.problem import Level, Problem
from catalogsite.model.value import Value


class Manifest(Value):
    """What one manifest tells. `marks` are words that help to guess the component's type."""

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


def broken(file: str, line: int | None, form: str, reason: str) -> Problem:
    """A manifest that cannot be read; its facts are missing, everything else goes on."""
    return Problem(
        rule="manifest-unreadable",
        level=Level.WARNING,
        message=f"{file.rpartition('/')[2]} is not {form}: {reason}",
        fix="mend the file: its packages and dependencies are missing from the portal",
        file=file,
        line=line,
    )


def line_of(text: str, needle: str, after: str = "") -> int | None:
    """The line (from 1) of the first `needle` behind the first `after`."""
    start = text.find(after) if after else 0
    found = text.find(needle, max(start, 0))
    return text.count("\n", 0, found) + 1 if found >= 0 else None


def purl_of(ecosystem: str, name: str) -> str | None:
    """The purl of a package whose namespace, if any, ends at the last slash; None for no name."""
    namespace, _, last = name.strip("/").rpartition("/")
    try:
        return PackageURL(ecosystem, namespace or None, last).to_string()
    except ValueError:
        return None
