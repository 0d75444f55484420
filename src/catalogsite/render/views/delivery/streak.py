"""For how many nights something has been as it is now: passing, failing, without an alert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import takewhile

from catalogsite.model.facts.kind import Tone
from catalogsite.model.quantities import plural
from catalogsite.model.snapshot import Trend

_FEWEST = 2


def _is_zero(value: float) -> bool:
    return value == 0


def _is_all(value: float) -> bool:
    return value >= 100


_WORDS: dict[str, tuple[Callable[[float], bool], str, str]] = {
    "builds": (_is_all, "passing", "failing"),
    "alerts": (_is_zero, "no alert", "alerts"),
    "monitors": (_is_zero, "ok", "warnings"),
    "errors": (_is_zero, "no open error", "open errors"),
    "vulnerabilities": (_is_zero, "none open", "open"),
    "quality_gate": (_is_all, "passed", "failed"),
}
"""By the name of a number: when it is good, and the words for good and bad.

Not what comes and goes between two nights, such as incidents and failed deployments.
"""


def streak(name: str, trend: Trend, tone: Tone = "none") -> str:
    """`failing for 3 nights, since 2026-01-19`; empty for one night, and for other numbers.

    Nights without a value do not end it, and do not count. `tone` is that of the status beside it:
    what is in progress, or silenced, is not called good.
    """
    if name not in _WORDS or not trend:
        return ""
    is_good, good, bad = _WORDS[name]
    now = is_good(trend[-1][1])
    if now and tone == "busy":
        return ""
    nights = list(takewhile(lambda point: is_good(point[1]) is now, reversed(trend)))
    if len(nights) < _FEWEST:
        return ""
    first = nights[-1][0]
    passed = (date.fromisoformat(trend[-1][0]) - date.fromisoformat(first)).days + 1
    left = f", {passed - len(nights):,} not measured" if passed > len(nights) else ""
    # What was before the first value is not known.
    least = "at least " if len(nights) == len(trend) else ""
    return f"{good if now else bad} for {least}{plural(len(nights), 'night')}, since {first}{left}"
