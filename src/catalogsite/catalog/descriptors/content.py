"""What a placeholder can find at its target: bytes, or the reason why they cannot be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotRead:
    """An address outside the repository that was not read in this run."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """An address outside the repository that could not be read, and why."""

    reason: str


TargetContent = bytes | NotRead | Unreachable
