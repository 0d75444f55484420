"""Progress of long stages, independent of how it is shown."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives progress; `cli/terminal.py` shows it as bars, as plain lines in CI, or not at all."""

    def start(self, stage: str, total: int) -> None:
        """Begin a stage; `total` is the number of steps, 0 where unknown."""

    def step(self, stage: str, detail: str = "") -> None:
        """Finish one step of the stage."""

    def done(self, stage: str, summary: str) -> None:
        """Finish the stage; `summary` is one line of text."""


class NoProgress:
    """Progress that is not shown."""

    def start(self, stage: str, total: int) -> None:
        """Ignore it."""

    def step(self, stage: str, detail: str = "") -> None:
        """Ignore it."""

    def done(self, stage: str, summary: str) -> None:
        """Ignore it."""


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `1 repository`, `2 repositories`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
