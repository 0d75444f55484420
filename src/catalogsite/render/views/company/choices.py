"""What a reader may narrow a list to: the entities that its rows name, by title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from catalogsite.render.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that rows have, its title, and how many have it."""

    value: str
    title: str
    count: int


def choices(portal: Portal, refs: Iterable[str | None]) -> tuple[Choice, ...]:
    """The different references, by title; `none` stands for rows without one, and comes last."""
    counts = Counter(refs)
    named = [Choice(ref, portal.title(ref), count) for ref, count in counts.items() if ref]
    listed = sorted(named, key=lambda one: (one.title.lower(), one.value))
    return (*listed, *((Choice("none", "None", counts[None]),) if counts[None] else ()))
