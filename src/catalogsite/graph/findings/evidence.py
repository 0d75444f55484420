"""Where a dependency was found: the lines of manifests that name it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.model.fact import Fact
from catalogsite.model.facts import dependencies
from catalogsite.model.snapshot_index import SnapshotIndex


class Evidence(NamedTuple):
    """A line of a file that names a dependency; `file` is relative to its repository."""

    file: str = ""
    line: int | None = None
    package: str = ""
    requirement: str = ""
    repository: str | None = None

    @property
    def place(self) -> str:
        """File and line; empty where they are not known."""
        return ":".join(str(part) for part in (self.file, self.line) if part)


def evidence_of(index: SnapshotIndex, source: str, target: str) -> tuple[Evidence, ...]:
    """The lines that name the dependency of `source` on `target`, in the order of the fact."""
    fact = index.own_facts(source).get(dependencies.KIND.key)
    repository = index.origin(source).repository
    return tuple(_lines(fact, target, repository)) if fact is not None else ()


def _lines(fact: Fact, target: str, repository: str | None) -> Iterator[Evidence]:
    found = dependencies.KIND.value_of(fact.value)
    for one in found.root if found is not None else ():
        if one.target == target:
            yield Evidence(
                one.file or "", one.line, one.package or "", one.requirement or "", repository
            )
