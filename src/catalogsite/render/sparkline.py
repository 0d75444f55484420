"""A trend as a small inline SVG, with the same as text; what was not measured is a gap in both."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date
from html import escape
from itertools import accumulate, pairwise
from statistics import median_low

from catalogsite.execution.progress import counted
from catalogsite.model.quantities import number
from catalogsite.model.snapshot import Trend

_WIDTH, _HEIGHT, _PAD = 80, 20, 2
_FEWEST = 2


def sparkline(trend: Trend, label: str, unit: str = "") -> str:
    """Safe HTML: an SVG element of a trend; empty for fewer than two points."""
    if len(trend) < _FEWEST:
        return ""
    points = [f"{x:.3g},{y:.3g}" for x, y in _points(trend)]
    end_x, end_y = points[-1].split(",")
    words = escape(describe(trend, label, unit))
    return (
        f'<svg class="cs-spark" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" aria-label="{words}"><title>{words}</title>'
        f"{''.join(map(_line, _unbroken(points, _steps(trend))))}"
        f'<circle cx="{end_x}" cy="{end_y}" r="2" fill="currentColor"/></svg>'
    )


def describe(trend: Trend, label: str, unit: str = "") -> str:
    """Plain text: first and last value of the trend, their days, what lies above or below both, and
    how many values are missing between them.
    """
    (first_day, first), (last_day, last) = trend[0], trend[-1]
    before, after = _number(first, unit), _number(last, unit)
    extremes = "".join(_extremes(trend, unit, {before, after}))
    if before != after:
        word = "up" if last > first else "down"
        change = f"{after}, {word} from {before}, {first_day} to {last_day}"
    elif extremes:
        change = f"{after}, the same on {first_day} and {last_day}"
    else:
        change = f"{after}, unchanged from {first_day} to {last_day}"
    missing = _missing(_steps(trend))
    gaps = f"; {counted(missing, 'value')} missing" if missing else ""
    return f"{label}: {change}{extremes}{gaps}"


def _extremes(trend: Trend, unit: str, ends: Container[str]) -> Iterator[str]:
    """Words for the highest and the lowest value, unless they read like one of `ends`."""
    for word, extreme in (("highest", max), ("lowest", min)):
        day, value = extreme(trend, key=lambda point: point[1])
        written = _number(value, unit)
        if written not in ends:
            yield f"; {word} {written} on {day}"


def _line(points: Sequence[str]) -> str:
    # A line of one point would not be drawn; from a point to itself it is a dot.
    places = " ".join(points if len(points) > 1 else (*points, *points))
    return (
        f'<polyline points="{places}" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _steps(trend: Trend) -> list[int]:
    """The days from each point to the next."""
    days = [date.fromisoformat(day) for day, _ in trend]
    return [(after - before).days for before, after in pairwise(days)]


def _unbroken(points: Sequence[str], steps: Sequence[int]) -> Iterator[list[str]]:
    """The parts of the line between which a value is missing: those further apart than is usual."""
    part, usual = [points[0]], median_low(steps)
    for point, step in zip(points[1:], steps, strict=True):
        if step > usual:
            yield part
            part = []
        part.append(point)
    yield part


def _missing(steps: Sequence[int]) -> int:
    """How many values there would be more if no step were longer than is usual."""
    usual = max(1, median_low(steps))
    return sum(max(0, round(step / usual) - 1) for step in steps)


def _points(trend: Trend) -> list[tuple[float, float]]:
    values = [value for _, value in trend]
    low, high = min(values), max(values)
    room = _HEIGHT - 2 * _PAD
    past = list(accumulate(_steps(trend), initial=0))
    scale = (_WIDTH - 2 * _PAD) / max(1, past[-1])
    flat = high == low
    return [
        (_PAD + scale * days, _HEIGHT / 2 if flat else _PAD + room * (high - value) / (high - low))
        for days, value in zip(past, values, strict=True)
    ]


def _number(value: float, unit: str) -> str:
    return f"{number(value)} {unit}" if unit else number(value)
