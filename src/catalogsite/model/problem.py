"""A problem: what is wrong at one place, how bad it is and how to fix it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from catalogsite.model.value import Value


class Level(StrEnum):
    """How bad a problem is; an error means that something is missing from the portal."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Problem(Value):
    """One thing that is wrong: where, what, and how to fix it.

    `file` is relative to the repository (or to the current directory, where no repository is
    named); `line` and `column` count from 1. `rule` is a stable id such as `name-format`.
    """

    rule: str
    level: Level
    message: str
    fix: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    entity_ref: str | None = Field(default=None, alias="entityRef")
    repository: str | None = None


def by_place(problem: Problem) -> tuple[str, str, int, int, str, str]:
    """Sorts problems by where they stand."""
    return (
        problem.repository or "",
        problem.file or "",
        problem.line or 0,
        problem.column or 0,
        problem.rule,
        problem.message,
    )
