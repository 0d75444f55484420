"""The changes between two snapshots; as JSON they are the output of `diff --format json`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import Field

from catalogsite.model.problem import Level, Problem
from catalogsite.model.value import Value


class Named(Value):
    """An entity that only one of the snapshots has, with the place of its descriptor."""

    ref: str
    title: str
    owner: str | None = None
    repository: str | None = None
    file: str | None = None
    line: int | None = None


class Renamed(Value):
    """The references of one entity in the old and in the new snapshot."""

    before: str
    after: str


class Change(Value):
    """The old and the new value of a field; None where it is missing."""

    field: str
    before: Any = None
    after: Any = None


class Changed(Value):
    """An entity of both snapshots with the fields that differ; `ref` is its new reference."""

    ref: str
    changes: tuple[Change, ...]


class Edge(Value):
    """A relation in one direction: `source` depends on, belongs to or provides `target`."""

    source: str
    type: str
    target: str


class Changes(Value):
    """All changes, each part sorted by reference or place. False if nothing changed."""

    added: tuple[Named, ...] = ()
    removed: tuple[Named, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    changed: tuple[Changed, ...] = ()
    relations_gained: tuple[Edge, ...] = Field((), alias="relationsGained")
    relations_lost: tuple[Edge, ...] = Field((), alias="relationsLost")
    problems_new: tuple[Problem, ...] = Field((), alias="problemsNew")
    problems_gone: tuple[Problem, ...] = Field((), alias="problemsGone")

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in type(self).model_fields)

    @property
    def new_errors(self) -> int:
        """The number of new problems of level error."""
        return sum(problem.level is Level.ERROR for problem in self.problems_new)

    def summary(self) -> str:
        """One line such as `2 added, 1 renamed, 1 new error`; `no changes` if nothing changed."""
        levels = Counter(problem.level for problem in self.problems_new)
        counts = {
            "added": len(self.added),
            "removed": len(self.removed),
            "renamed": len(self.renamed),
            "changed": len(self.changed),
            _noun("relation", len(self.relations_gained), "gained"): len(self.relations_gained),
            _noun("relation", len(self.relations_lost), "lost"): len(self.relations_lost),
            _noun("new error", self.new_errors): self.new_errors,
            _noun("new warning", levels[Level.WARNING]): levels[Level.WARNING],
            _noun("new info", levels[Level.INFO]): levels[Level.INFO],
            _noun("problem", len(self.problems_gone), "gone"): len(self.problems_gone),
        }
        return ", ".join(f"{n} {what}" for what, n in counts.items() if n) or "no changes"


def _noun(noun: str, number: int, rest: str = "") -> str:
    return f"{noun}{'' if number == 1 else 's'} {rest}".rstrip()
