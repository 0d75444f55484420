"""A trend as a small inline SVG, with the same as text."""

from __future__ import annotations

from collections.abc import Container, Iterator
from html import escape

from catalogsite.model.quantities import number
from catalogsite.model.snapshot import Trend

_WIDTH, _HEIGHT, _PAD = 80, 20, 2
_FEWEST = 2


def sparkline(trend: Trend, label: str, unit: str = "") -> str:
    """Safe HTML: an SVG element of a trend; empty for fewer than two points."""
    if len(trend) < _FEWEST:
        return ""
    points = " ".join(f"{x:.3g},{y:.3g}" for x, y in _points([value for _, value in trend]))
    end_x, end_y = points.rpartition(" ")[2].split(",")
    words = escape(describe(trend, label, unit))
    return (
        f'<svg class="cs-spark" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" aria-label="{words}"><title>{words}</title>'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{end_x}" cy="{end_y}" r="2" fill="currentColor"/></svg>'
    )


def describe(trend: Trend, label: str, unit: str = "") -> str:
    """Plain text: first and last value of the trend, their days, and what lies above or below both."""
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
    return f"{label}: {change}{extremes}"


def _extremes(trend: Trend, unit: str, ends: Container[str]) -> Iterator[str]:
    """Words for the highest and the lowest value, unless they read like one of `ends`."""
    for word, extreme in (("highest", max), ("lowest", min)):
        day, value = extreme(trend, key=lambda point: point[1])
        written = _number(value, unit)
        if written not in ends:
            yield f"; {word} {written} on {day}"


def _points(values: list[float]) -> list[tuple[float, float]]:
    low, high = min(values), max(values)
    room = _HEIGHT - 2 * _PAD
    step = (_WIDTH - 2 * _PAD) / (len(values) - 1)
    flat = high == low
    return [
        (_PAD + step * n, _HEIGHT / 2 if flat else _PAD + room * (high - value) / (high - low))
        for n, value in enumerate(values)
    ]


def _number(value: float, unit: str) -> str:
    return f"{number(value)}{' ' + unit if unit and unit != '%' else unit}"
