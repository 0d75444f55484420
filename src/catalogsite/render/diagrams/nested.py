"""The diagram of a system or domain: its parts in boxes within a frame, and its neighbours outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from catalogsite.graph.diagrams.contents import Container, Contents, Link
from catalogsite.graph.diagrams.surroundings import Box
from catalogsite.render.diagrams import svg
from catalogsite.render.diagrams.figure import Figure
from catalogsite.render.diagrams.layers import Layers, layers
from catalogsite.render.diagrams.svg import BOX, HEIGHT, Point

_PAD, _HEAD, _GAP = 12, 26, 8
_BETWEEN = 74
"""Room for lines between two columns of boxes."""
_LANE = 14
"""Height of the lane of a line that passes a column."""
_EDGE = 30
"""Room around the frame, in which its title stands."""
_TOP = 8
_ARC = 18
_SENTENCES = 30
_LEGEND = "An arrow leads to what is needed, and from a component to the APIs that it provides."

Title = Callable[[Container], tuple[str, str]]
"""The heading of a container, and the address that it links to."""


class _Place(NamedTuple):
    """Where a box is drawn."""

    x: float
    y: float
    width: float
    height: float


def nested_diagram(contents: Contents, page_path: str, title_of: Title) -> Figure:
    """The figure of a system or domain, with links relative to `page_path`."""
    containers = contents.containers
    rows = _rows(contents)
    places, bends, tallest = _stacked(containers, _top_level(contents))
    ends = dict(zip((one.id for one in containers), places, strict=True))
    for container, place in zip(containers, places, strict=True):
        ordered = sorted(container.members, key=lambda box: rows[box.ref])
        for number, box in enumerate(ordered):
            y = place.y + _HEAD + number * (HEIGHT + _GAP)
            ends[box.ref] = _Place(place.x + _PAD, y, BOX, HEIGHT)
    homes = {box.ref: one.id for one in containers for box in one.members}
    homes |= {one.id: one.id for one in containers}
    parts = [
        _frame(contents, places, tallest),
        "".join(_container(one, ends, page_path, title_of) for one in containers),
    ]
    ids = {one.id: place for place, one in enumerate(containers)}
    parts += _drawn_links(
        contents.links, ends, {end: ids[home] for end, home in homes.items()}, bends
    )
    parts += [_member(box, ends[box.ref], page_path) for box in _in_order(containers, ends)]
    width = max(place.x + place.width for place in places) + _EDGE
    height = _TOP + _HEAD + tallest + _PAD + _TOP
    name = f"What {contents.title} contains"
    said = sentences(contents, title_of)
    boxes = sum(len(one.members) or 1 for one in containers)
    spoken = f"{boxes} boxes and {len(contents.links)} arrows; the words below say the same."
    drawing = svg.frame(width, height, name, spoken, "".join(parts))
    return Figure(
        drawing,
        has_dashes=any(link.inferred for link in contents.links),
        sentences=tuple(said),
        summary="The diagram in words",
        legend=_LEGEND if contents.links else "",
    )


def sentences(contents: Contents, title_of: Title) -> list[str]:
    """What the diagram shows, in words."""
    names = {one.id: one.title or title_of(one)[0] for one in contents.containers}
    names |= {box.ref: box.title for one in contents.containers for box in one.members}
    said = [
        f"{contents.title} has {names[one.id]}: {_listed(one)}"
        for one in contents.containers
        if one.side == 0
    ]
    said += [
        f"{names[link.source]} needs or provides {names[link.target]}"
        + (f" ({link.number} relations)" if link.number > 1 else "")
        for link in contents.links[:_SENTENCES]
    ]
    left = max(len(contents.links) - _SENTENCES, 0) + contents.hidden_links
    if left:
        said.append(f"and {left} more needs")
    if contents.hidden:
        said.append(f"{contents.hidden} more systems are not shown")
    return said


def _listed(one: Container) -> str:
    names = [f"{box.title} ({box.mark})" if box.mark else box.title for box in one.members]
    left = one.total - len(names)
    return (
        ", ".join([*names, *([f"{left} more" if names else f"{left} parts"] if left else [])])
        or "nothing"
    )


def _rows(contents: Contents) -> dict[str, tuple[float, str]]:
    """An order of all members in which few of their edges cross."""
    refs = [box.ref for one in contents.containers for box in one.members]
    numbers = {ref: number for number, ref in enumerate(refs)}
    pairs = [
        (numbers[link.source], numbers[link.target])
        for link in contents.links
        if link.source in numbers and link.target in numbers
    ]
    found = layers(len(refs), pairs)
    return {ref: (found.places[number][1], ref) for ref, number in numbers.items()}


def _top_level(contents: Contents) -> Layers:
    """The layers of the containers: neighbours stand in columns outside those of the frame."""
    containers = contents.containers
    numbers = {box.ref: place for place, one in enumerate(containers) for box in one.members}
    numbers |= {one.id: place for place, one in enumerate(containers)}
    order = sorted(range(len(containers)), key=lambda place: (containers[place].side, place))
    ranks = {place: rank for rank, place in enumerate(order)}
    given = {(ranks[numbers[one.source]], ranks[numbers[one.target]]) for one in contents.links}
    sides = [containers[place].side for place in order]
    # An edge against the sides is laid out as the one that it is drawn beside.
    level = {pair if sides[pair[0]] <= sides[pair[1]] else pair[::-1] for pair in given}
    fixed = {
        (one, other)
        for one in range(len(order))
        for other in range(len(order))
        if sides[one] < sides[other] and 0 in (sides[one], sides[other])
    }
    found = layers(len(order), level | fixed)
    places = tuple(found.places[ranks[place]] for place in range(len(containers)))
    bends = {
        (order[one], order[other]): found.bends[one, other]
        for one, other in found.bends
        if (one, other) in level or (other, one) in level
    }
    return Layers(places, bends, frozenset(), found.columns, found.rows)


def _size(one: Container) -> tuple[float, float]:
    if not one.members:
        return BOX, HEIGHT
    rows = len(one.members) + (one.total > len(one.members)) * 0.5
    return BOX + 2 * _PAD, _HEAD + rows * (HEIGHT + _GAP) - _GAP + _PAD


_Bends = Mapping[tuple[int, int], Sequence[tuple[float, float, float]]]


def _stacked(containers: Sequence[Container], found: Layers) -> tuple[list[_Place], _Bends, float]:
    """The place of each container, for each edge the lanes that it passes, and the height of all.

    A lane has a left end, a right end and a level.
    """
    columns: defaultdict[int, list[tuple[float, tuple[int, ...]]]] = defaultdict(list)
    for place, (column, row) in enumerate(found.places):
        columns[int(column)].append((row, (place,)))
    for ends, lanes in found.bends.items():
        for column, row in lanes:
            columns[int(column)].append((row, ends))
    heights = {
        column: sum(_height(containers, item) + _EDGE for _, item in items) - _EDGE
        for column, items in columns.items()
    }
    tallest = max(heights.values())
    placed: dict[int, _Place] = {}
    bends: defaultdict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
    x = float(_EDGE)
    for column in sorted(columns):
        items = sorted(columns[column])
        width = max(
            (_size(containers[item[0]])[0] for _, item in items if len(item) == 1), default=BOX
        )
        y = _TOP + _HEAD + (tallest - heights[column]) / 2
        for _, item in items:
            height = _height(containers, item)
            if len(item) == 1:
                placed[item[0]] = _Place(x, y, _size(containers[item[0]])[0], height)
            else:
                bends[item[0], item[1]].append((x, x + width, y + height / 2))
            y += height + _EDGE
        x += width + _BETWEEN
    return [placed[place] for place in range(len(containers))], bends, tallest


def _height(containers: Sequence[Container], item: tuple[int, ...]) -> float:
    return _size(containers[item[0]])[1] if len(item) == 1 else _LANE


def _frame(contents: Contents, places: Sequence[_Place], tallest: float) -> str:
    """The frame around all that is inside and the lanes between it, with its title."""
    inside = [p for p, one in zip(places, contents.containers, strict=True) if one.side == 0]
    x = min(p.x for p in inside) - _PAD
    width = max(p.x + p.width for p in inside) + _PAD - x
    kind = contents.ref.partition(":")[0].capitalize()
    title = escape(svg.shorten(f"{kind} {contents.title}", int(width / 8)))
    return (
        f'<rect class="f" x="{svg.number(x)}" y="{_TOP}" width="{svg.number(width)}" '
        f'height="{svg.number(tallest + _HEAD + _PAD)}" rx="8"/>'
        f'<text class="t" x="{svg.number(x + _PAD)}" y="{_TOP + 18}">{title}</text>'
    )


def _container(one: Container, ends: Mapping[str, _Place], page_path: str, title_of: Title) -> str:
    place = ends[one.id]
    if one.members:
        title, href = title_of(one)
        mark = f", {one.mark}" if one.mark else ""
        left = one.total - len(one.members)
        return (
            f'<rect class="g" x="{svg.number(place.x)}" y="{svg.number(place.y)}" '
            f'width="{svg.number(place.width)}" height="{svg.number(place.height)}" rx="6"/>'
            f'<a href="{escape(href)}"><title>{escape(one.title or title)}{mark}</title>'
            f'<text class="t" x="{svg.number(place.x + _PAD)}" y="{svg.number(place.y + 17)}">'
            f"{escape(svg.fitting(title))}</text></a>"
            + (
                f'<a href="{escape(href)}"><text class="k" x="{svg.number(place.x + _PAD + 10)}" '
                f'y="{svg.number(place.y + place.height - 12)}">+{left:,} more</text></a>'
                if left
                else ""
            )
        )
    parts = f"{one.total:,} parts" if one.total != 1 else "1 part"
    kind = f"{one.ref.partition(':')[0].capitalize()}, {parts}"
    box = Box(one.ref, one.title, kind, 0, mark=one.mark)
    return svg.node(svg.at(place[:2]), box, svg.folder_of(page_path))


def _member(box: Box, place: _Place, page_path: str) -> str:
    return svg.node(svg.at(place[:2]), box, svg.folder_of(page_path))


def _in_order(containers: Sequence[Container], ends: Mapping[str, _Place]) -> list[Box]:
    boxes = [box for one in containers for box in one.members]
    return sorted(boxes, key=lambda box: ends[box.ref][:2])


def _drawn_links(
    links: Sequence[Link],
    ends: Mapping[str, _Place],
    homes: Mapping[str, int],
    bends: _Bends,
) -> Iterator[str]:
    lines: dict[bool, list[str]] = {False: [], True: []}
    labels = []
    for link in links:
        start, end = ends[link.source], ends[link.target]
        if homes[link.source] == homes[link.target]:
            points, line = _arc(start, end)
            lines[False].append(svg.head(points, to_the_left=True))
            lines[link.inferred].append(line)
            continue
        is_back = start.x > end.x
        route = (homes[link.source], homes[link.target])
        lanes = bends.get(route) or bends.get(route[::-1]) or ()
        left, right = (end, start) if is_back else (start, end)
        shift = 8 if is_back else 0
        points_of = [(left.x + left.width, left.y + left.height / 2 + shift)]
        for lane_start, lane_end, level in lanes:
            points_of += [(lane_start, level), (lane_end, level)]
        points_of.append((right.x, right.y + right.height / 2 + shift))
        tip = points_of[0] if is_back else points_of[-1]
        curve = svg.curve(points_of)
        if link.inferred:
            lines[True].append(curve)
            lines[False].append(svg.head(tip, is_back))
        else:
            lines[False].append(svg.with_head(curve, points_of, is_back))
        if link.number > 1:
            labels.append(_number(link.number, tip, is_back))
    if lines[True]:
        yield f'<path class="i" stroke-dasharray="5 4" d="{"".join(lines[True])}"/>'
    yield f'<path d="{"".join(lines[False])}"/>'
    yield from labels


def _arc(start: _Place, end: _Place) -> tuple[Point, str]:
    """A line beside a column from one of its boxes to another, and the point of its head."""
    x = start.x + start.width
    y1, y2 = start.y + start.height / 2 - 5, end.y + end.height / 2 + 5
    bend = svg.number(x + _ARC)
    return (x, y2), (
        f"M{svg.number(x)} {svg.number(y1)}C{bend} {svg.number(y1)} {bend} {svg.number(y2)} "
        f"{svg.number(x)} {svg.number(y2)}"
    )


def _number(count: int, tip: Point, is_back: bool) -> str:
    x, at_start = (tip[0] + 10, True) if is_back else (tip[0] - 10, False)
    return f"{svg.label_tag((x, tip[1] - 4), at_start)}{count:,}</text>"
