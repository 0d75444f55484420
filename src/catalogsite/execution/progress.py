"""How a long stage tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What `console.py` implements: bars on a terminal, plain lines in CI, nothing when quiet."""

    def start(self, stage: str, total: int) -> None:
        """A stage begins; `total` is the number of steps, 0 where unknown."""

    def step(self, stage: str, detail: str = "") -> None:
        """One step of the stage is done."""

    def done(self, stage: str, summary: str) -> None:
        """The stage is over; `summary` is one line for the reader."""


class NoProgress:
    """The Progress of tests and of library use."""

    def start(self, stage: str, total: int) -> None:
        """Say nothing."""

    def step(self, stage: str, detail: str = "") -> None:
        """Say nothing."""

    def done(self, stage: str, summary: str) -> None:
        """Say nothing."""


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `1 repository`, `2 repositories`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
