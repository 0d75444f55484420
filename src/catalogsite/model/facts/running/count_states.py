"""How many parts of a fact have each state, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


def count_states(states: Iterable[str], worst_first: Sequence[str]) -> str:
    """`1 alert, 12 ok`; an empty text for none."""
    counts = Counter(states)
    return ", ".join(f"{counts[state]:,} {state}" for state in worst_first if counts[state])
