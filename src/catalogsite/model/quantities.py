"""Numbers, durations and counts as text, the same on every page."""

from __future__ import annotations

import math

_LARGE, _SMALL = 1e15, 1e-6
_MOST_PLACES = 12


def duration(seconds: float | None) -> str:
    """`4 m 12 s` for 252 seconds; an empty text for None."""
    if seconds is None:
        return ""
    whole = round(seconds)
    if not whole and seconds > 0:
        return "under 1 s"
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} m {rest} s" if rest else f"{minutes} m"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} m"


def time_span(minutes: float) -> str:
    """`45 m`, `3 h 20 m` or `5 d 2 h`, in whole minutes or hours; less than a minute is not zero."""
    if minutes < 1:
        return "under 1 m"
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    if hours >= 24:
        days, left = divmod(round(whole / 60), 24)
        return f"{days} d {left} h" if left else f"{days} d"
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{rest} m"] if rest else parts)


def number(value: float) -> str:
    """A number with separators of thousands, and three significant digits of a fraction.

    Just below 1 and 100 it has the digits that tell it from them: an availability of 99.98 % is not 100 %.
    """
    size = abs(value)
    if size >= _LARGE or 0 < size < _SMALL:
        return f"{value:.3g}"
    if float(value).is_integer():
        return f"{int(value):,}"
    places = 2 if size >= 100 else 2 - _magnitude(size)
    for bound in (1, 100):
        distance = bound - size
        if 0 < distance <= bound / 100:
            places = max(places, 1 - _magnitude(distance))
    return f"{value:,.{min(places, _MOST_PLACES)}f}".rstrip("0").rstrip(".")


def percentage(value: float) -> str:
    """A measured share in percent with two places: `79.99 %` is not `80 %`, and 99.999 no 100."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    exact = text.removeprefix("-") not in ("0", "100") or float(text) == value
    return f"{text if exact else number(value)} %"


def _magnitude(value: float) -> int:
    return math.floor(math.log10(value))


def percent(part: int, whole: int) -> int:
    """A share in whole percent: 100 is all of them, and 0 none."""
    if not whole or part in (0, whole):
        return 100 if whole and part else 0
    return min(99, max(1, round(100 * part / whole)))


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 alert`, `2 alerts`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
