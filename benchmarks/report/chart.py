"""Plots as SVG text, readable on a light and on a dark page: each has its own background."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

COLOURS = ("#2563eb", "#c2410c", "#15803d", "#7e22ce", "#a16207", "#be123c", "#0e7490", "#475569")
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2937}.muted{fill:#4b5563;font-size:12px}"
    "line.grid{stroke:#d1d5db}rect.card{fill:#fff;stroke:#d1d5db}"
)
WIDTH = 720


def bars(title: str, values: Mapping[str, float], unit: str) -> str:
    """Horizontal bars, the longest as wide as the plot."""
    row, left = 26, 190
    height = 52 + row * len(values)
    scale = (WIDTH - left - 110) / max([*values.values(), 1e-9])
    parts = [f'<text x="16" y="26" font-weight="600">{escape(title)}</text>']
    for place, (name, value) in enumerate(values.items()):
        y = 42 + place * row
        parts += [
            f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{left}" y="{y}" width="{max(1.0, value * scale):.1f}" height="18" rx="3" fill="{COLOURS[0]}"/>',
            f'<text class="muted" x="{left + max(1.0, value * scale) + 6:.1f}" y="{y + 14}">{_number(value)} {escape(unit)}</text>',
        ]
    return _svg(title, height, parts)


def lines(title: str, xs: Sequence[float], series: Mapping[str, Sequence[float]], unit: str) -> str:
    """Lines over logarithmic axes: a straight one grows by a power, a slope of 1 with the size."""
    left, top, bottom, right = 66, 44, 300, WIDTH - 220
    known = [y for ys in series.values() for y in ys if y > 0]
    if not known:
        return _svg(title, 60, [])
    low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
    high = max(high, low + 1)
    first, last = math.log10(xs[0]), math.log10(xs[-1])
    span = (last - first) or 1

    def at(x: float, y: float) -> tuple[float, float]:
        across = left + (right - left) * (math.log10(x) - first) / span
        return across, bottom - (bottom - top) * (math.log10(y) - low) / (high - low)

    parts = [f'<text x="16" y="26" font-weight="600">{escape(title)}</text>']
    for power in range(low, high + 1):
        y = at(xs[0], 10.0**power)[1]
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text class="muted" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{_number(10.0**power)}</text>'
        )
    for x in xs:
        across = at(x, 10.0**low)[0]
        parts.append(
            f'<text class="muted" x="{across:.1f}" y="{bottom + 20}" text-anchor="middle">{x:,.0f}</text>'
        )
    parts.append(
        f'<text class="muted" x="{left}" y="{bottom + 40}">entities; {escape(unit)}, both axes logarithmic</text>'
    )
    for place, (name, ys) in enumerate(series.items()):
        colour = COLOURS[place % len(COLOURS)]
        points = [at(x, y) for x, y in zip(xs, ys, strict=True) if y > 0]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        y = top + 8 + place * 20
        parts.append(
            f'<rect x="{right + 16}" y="{y - 9}" width="12" height="12" rx="2" fill="{colour}"/>'
        )
        parts.append(f'<text x="{right + 34}" y="{y + 2}">{escape(name)}</text>')
    return _svg(title, max(bottom + 56, top + 20 * len(series) + 20), parts)


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}"><style>{STYLE}</style>'
        f'<rect class="card" x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>'
    )
    return "\n".join([head, *parts, "</svg>"]) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
