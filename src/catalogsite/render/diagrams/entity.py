"""The diagram of an entity: who uses it on the left, what it uses on the right, up to two steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from catalogsite.graph.diagrams.surroundings import Arrow, Box, Hidden, Surroundings
from catalogsite.model.urls import relative
from catalogsite.render.diagrams import svg
from catalogsite.render.diagrams.figure import Figure
from catalogsite.render.diagrams.layers import Layers, layers
from catalogsite.render.diagrams.svg import BOX, HEIGHT, Point

_COLUMN = BOX + 84
_ROW = HEIGHT + 10
_MARGIN = 8
_WORDS = 14
_IN_THE_HEAD = frozenset({"is owned by", "is part of", "is member of", "is child of"})
"""Relations that the head of a page names already, above any diagram."""


class _Line(NamedTuple):
    """An arrow as it is drawn; `is_back` where it leads to the left."""

    arrow: Arrow
    points: tuple[Point, ...]
    is_back: bool


def entity_diagram(around: Surroundings, page_path: str) -> Figure | None:
    """The figure, with links relative to `page_path`.

    None where it would show no more than the head of the page does.
    """
    if not any(box.step < 0 for box in around.boxes) and all(
        arrow.words in _IN_THE_HEAD for arrow in around.arrows
    ):
        return None
    boxes = sorted(around.boxes, key=lambda box: box.step)
    numbers = {box.ref: place for place, box in enumerate(boxes)}
    numbers |= {_id(one): len(boxes) + place for place, one in enumerate(around.hidden)}
    arrows = (*around.arrows, *(_to_hidden(around.ref, one) for one in around.hidden))
    pairs = [(numbers[one.source], numbers[one.target]) for one in arrows]
    found = layers(len(numbers), pairs)
    corners = [(1 + x * _COLUMN, _MARGIN + y * _ROW) for x, y in found.places]
    drawn = list(_lines(arrows, numbers, corners, found))
    lines = "".join(_paths(drawn))
    labels = "".join(_labels(around.ref, drawn, {box.ref: box.step for box in boxes}))
    nodes = [
        (corner, _node(box, corner, around.ref, page_path))
        for box, corner in zip(boxes, corners, strict=False)
    ]
    nodes += [
        (corners[numbers[_id(one)]], _more(around.ref, one, corners[numbers[_id(one)]], page_path))
        for one in around.hidden
    ]
    # Links have the order of reading: from column to column, and from the top down.
    nodes.sort()
    body = lines + labels + "".join(node for _, node in nodes)
    width = 2 + BOX + _COLUMN * (found.columns - 1)
    height = max(y for _, y in corners) + HEIGHT + _MARGIN
    name = f"Neighbours of {around.title}"
    return Figure(
        svg=svg.frame(width, height, name, describe(around), body),
        has_dashes=any(arrow.inferred for arrow in around.arrows),
        sentences=tuple(sentences(around, further=True)),
    )


def describe(around: Surroundings) -> str:
    """The diagram as plain text, for screen readers."""
    clauses = sentences(around)
    if hidden := sum(one.number for one in around.hidden):
        clauses.append(f"and {hidden:,} more")
    return "; ".join(clauses) + "."


def sentences(around: Surroundings, further: bool = False) -> list[str]:
    """What each arrow says; of the arrows of the second step alone with `further`."""
    boxes = {box.ref: box for box in around.boxes}
    return [
        f"{_named(boxes[one.source])} {_verb(one)} {_named(boxes[one.target])}"
        for one in around.arrows
        if not further or around.ref not in one[:2]
    ]


def _named(box: Box) -> str:
    return f"{box.title} ({box.mark})" if box.mark else box.title


def _verb(one: Arrow) -> str:
    return f"{one.words}, by its manifests," if one.inferred else one.words


def _id(hidden: Hidden) -> str:
    """What stands for hidden neighbours where a box has its reference."""
    return f"{hidden.step:+d}"


def _to_hidden(centre: str, hidden: Hidden) -> Arrow:
    ends = (_id(hidden), centre) if hidden.step < 0 else (centre, _id(hidden))
    return Arrow(*ends, "")


def _lines(
    arrows: Sequence[Arrow], numbers: Mapping[str, int], corners: Sequence[Point], found: Layers
) -> Iterator[_Line]:
    for arrow in arrows:
        ends = numbers[arrow.source], numbers[arrow.target]
        is_back = ends in found.reversed
        start, end = (corners[number] for number in (ends[::-1] if is_back else ends))
        # A line back beside the one there stands a little lower.
        shift = HEIGHT / 2 + (9 if is_back else 0)
        points = [(start[0] + BOX, start[1] + shift)]
        for x, y in found.bends.get(ends[::-1] if is_back else ends, ()):
            level = _MARGIN + y * _ROW + shift
            points += [(1 + x * _COLUMN, level), (1 + x * _COLUMN + BOX, level)]
        points.append((end[0], end[1] + shift))
        yield _Line(arrow, tuple(points), is_back)


def _paths(lines: Sequence[_Line]) -> Iterator[str]:
    """All lines below the boxes. The head of a dashed line is not dashed."""
    if guessed := "".join(svg.curve(one.points) for one in lines if one.arrow.inferred):
        yield f'<path class="i" stroke-dasharray="5 4" d="{guessed}"/>'
    whole = "".join(
        ("" if one.arrow.inferred else svg.curve(one.points))
        + svg.head(one.points[0] if one.is_back else one.points[-1], one.is_back)
        for one in lines
    )
    yield f'<path d="{whole}"/>'


def _labels(centre: str, lines: Sequence[_Line], steps: Mapping[str, int]) -> Iterator[str]:
    """The words of lines, at the end that is farther from the centre, once for all that end alike."""
    found: dict[tuple[str, Point], tuple[list[str], Point]] = {}
    for one in (line for line in lines if line.arrow.words):
        far = _far_end(centre, one.arrow, steps)
        at_start = (far == one.arrow.source) != one.is_back
        end, other = (one.points[0], one.points[1]) if at_start else one.points[:-3:-1]
        words, _ = found.setdefault(("start" if at_start else "end", end), ([], other))
        words += [word for word in one.arrow.words.split(", ") if word not in words]
    for (anchor, (x, y)), (words, (_, from_y)) in found.items():
        text = svg.shorten(", ".join(word.removeprefix("is ") for word in words), _WORDS)
        left = x + 7 if anchor == "start" else x - 9
        # On the side that the line does not bend to.
        level = y + 12 if y > from_y else y - 4
        yield (
            f'<text class="w" x="{svg.number(left)}" y="{svg.number(level)}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )


def _far_end(centre: str, arrow: Arrow, steps: Mapping[str, int]) -> str:
    if centre in arrow[:2]:
        return arrow.source if arrow.target == centre else arrow.target
    return max(arrow[:2], key=lambda ref: abs(steps[ref]))


def _node(box: Box, corner: Point, centre: str, page_path: str) -> str:
    if box.ref == centre:
        at = f"translate({svg.number(corner[0])} {svg.number(corner[1])})"
        me = svg.box(box.title, box.ref, box.kind, box.mark)
        return f'<g class="c" transform="{at}">{me}</g>'
    return svg.node(corner, box.ref, box.title, box.kind, box.known, box.mark, page_path)


def _more(centre: str, hidden: Hidden, corner: Point, page_path: str) -> str:
    asked = "&".join(f"filter={quote(f'relations.{name}={centre}')}" for name in hidden.filters)
    href = relative(page_path, "catalog/") + f"?{asked}" if asked else "#relations"
    where = "in the table" if asked else "below"
    return svg.more(corner, hidden.number, href, f"{hidden.number:,} more, {where}")
