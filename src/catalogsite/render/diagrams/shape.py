"""The geometry of an entity's diagram: what entities whose neighbours are connected alike share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from catalogsite.render.diagrams import svg
from catalogsite.render.diagrams.layers import Layers, layers
from catalogsite.render.diagrams.svg import BOX, HEIGHT, Point

_COLUMN = BOX + 84
_ROW = HEIGHT + 10
_MARGIN = 8


class LineEnd(NamedTuple):
    """An end of a line: lines with the same `key` end alike, and share the words after `tag`."""

    key: str
    tag: str


class Line(NamedTuple):
    """A line from box to box: with its head in `arrow`, without it in `curve`.

    The head is at `tip`, and `is_back` where it leads to the left.
    """

    arrow: str
    curve: str
    tip: Point
    is_back: bool
    source: LineEnd
    target: LineEnd


class Shape(NamedTuple):
    """Where the boxes of a diagram lie, and its lines in the order of the given pairs.

    `places` are attributes of the boxes by number; `order` has the numbers in the order of reading.
    """

    places: tuple[str, ...]
    order: tuple[int, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


@lru_cache(maxsize=2**10)
def shape(count: int, pairs: tuple[tuple[int, int], ...]) -> Shape:
    """The shape of a diagram of the boxes 0 to `count` - 1, with lines between `pairs` of them."""
    found = layers(count, pairs)
    corners = [(1 + x * _COLUMN, _MARGIN + y * _ROW) for x, y in found.places]
    # Links have the order of reading: from column to column, and from the top down.
    order = sorted(range(count), key=corners.__getitem__)
    return Shape(
        tuple(map(svg.at, corners)),
        tuple(order),
        tuple(_lines(pairs, corners, found)),
        2 + BOX + _COLUMN * (found.columns - 1),
        max(y for _, y in corners) + HEIGHT + _MARGIN,
    )


def _lines(
    pairs: Sequence[tuple[int, int]], corners: Sequence[Point], found: Layers
) -> Iterator[Line]:
    for ends in pairs:
        is_back = ends in found.reversed
        route = ends[::-1] if is_back else ends
        start, end = corners[route[0]], corners[route[1]]
        # A line back beside the one there stands a little lower.
        shift = HEIGHT / 2 + (9 if is_back else 0)
        points = [(start[0] + BOX, start[1] + shift)]
        for x, y in found.bends.get(route, ()):
            level = _MARGIN + y * _ROW + shift
            points += [(1 + x * _COLUMN, level), (1 + x * _COLUMN + BOX, level)]
        points.append((end[0], end[1] + shift))
        left = _line_end(points[0], points[1], at_start=True)
        right = _line_end(points[-1], points[-2], at_start=False)
        curve = svg.curve(points)
        yield Line(
            svg.with_head(curve, points, is_back),
            curve,
            points[0] if is_back else points[-1],
            is_back,
            *((right, left) if is_back else (left, right)),
        )


def _line_end(point: Point, other: Point, at_start: bool) -> LineEnd:
    x, y = point
    # On the side that the line does not bend to.
    place = (x + 7 if at_start else x - 9, y + 12 if y > other[1] else y - 4)
    return LineEnd(f"{x} {y} {at_start}", svg.label_tag(place, at_start))
