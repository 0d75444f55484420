"""How many nights a snapshot has, and how many of their events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from catalogsite.model.changes.night import Night

KEPT = timedelta(days=366)
"""How long nights are kept."""

MOST_ALTOGETHER = 5_000
"""The most events of all nights; of nights before them, only the counts are kept."""


def bounded_nights(nights: Iterable[Night]) -> tuple[Night, ...]:
    """The nights of a year, newest first; the oldest ones lose their events beyond the bound."""
    ordered = sorted(nights, key=lambda night: night.at, reverse=True)
    kept, total = [], 0
    for night in ordered:
        if night.at < ordered[0].at - KEPT:
            break
        total += len(night.events)
        fits = total <= MOST_ALTOGETHER
        kept.append(night if fits else night.model_copy(update={"events": ()}))
    return tuple(kept)
