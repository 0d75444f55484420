"""Numbers, durations and counts as text, the same on every page."""

from __future__ import annotations


def duration(seconds: float | None) -> str:
    """`4 m 12 s` for 252 seconds; an empty text for None."""
    if seconds is None:
        return ""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} m {rest} s" if rest else f"{minutes} m"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} m"


def number(value: float) -> str:
    """A whole number with separators of thousands; a fraction with three significant digits."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) >= 100 else f"{value:.3g}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 alert`, `2 alerts`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
