"""The CPU time that the pages of one documentation may use, and what they have used."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from catalogsite.execution.cpu_ledger import CpuLedger
from catalogsite.model.limits import Limits


class Scope(StrEnum):
    """What a limit is about; the names of the settings, and of the variants of the problem."""

    PAGE = "page"
    DOCUMENTATION = "documentation"
    REPOSITORY = "repository"


class Allowance(NamedTuple):
    """The CPU seconds that the next page may use, and the limit that they come from."""

    seconds: float
    scope: Scope


@dataclass(slots=True)
class Budget:
    """The limits of a documentation with `pages` pages, and the seconds that were used of them.

    `ledger` is what all documentation of the repository has used in this run, `skipped` the files of
    the pages that a limit of more than one page left without time.
    """

    limits: Limits
    pages: int
    ledger: CpuLedger | None = None
    skipped: dict[Scope, list[str]] = field(default_factory=dict)
    _used: float = 0.0

    def next_page(self) -> Allowance:
        """What the next page may use: the smallest of what the three limits leave."""
        used = self.ledger.total() if self.ledger else 0.0
        return min(
            Allowance(self.limits.page, Scope.PAGE),
            Allowance(self.seconds(Scope.DOCUMENTATION) - self._used, Scope.DOCUMENTATION),
            Allowance(self.seconds(Scope.REPOSITORY) - used, Scope.REPOSITORY),
            key=lambda one: one.seconds,
        )

    def kept_page(self) -> float:
        """The seconds that a kept page may have used; the repository pays only for what is converted."""
        return min(self.limits.page, self.seconds(Scope.DOCUMENTATION) - self._used)

    def seconds(self, scope: Scope) -> float:
        """The limit in CPU seconds."""
        if scope is Scope.DOCUMENTATION:
            return self.limits.of_documentation(self.pages)
        return self.limits.page if scope is Scope.PAGE else self.limits.repository

    def charge(self, seconds: float) -> None:
        """Record what a page used in this run. Raises OSError."""
        self._used += seconds
        if self.ledger is not None:
            self.ledger.add(seconds)

    def charge_kept(self, seconds: float) -> None:
        """Record what a page used when it was converted, where its result is kept.

        So a documentation that is converted bit by bit has the pages of one that is converted at once.
        """
        self._used += seconds

    def skip(self, file: str, scope: Scope) -> None:
        """Record a page that is left without time."""
        self.skipped.setdefault(scope, []).append(file)
