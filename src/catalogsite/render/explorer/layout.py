"""Where everything lies in the explorer: layers inside an area, and areas in rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from fast_sugiyama import from_edges

from catalogsite.graph.strong_groups import strong_groups
from catalogsite.graph.topological import in_order
from catalogsite.render.explorer.areas import Area

Edges = Iterable[tuple[str, str]]
Point = tuple[float, float]

COLUMN, ROW = 8.0, 2.0
"""The distance of two layers, which leaves room for a name, and of two entities of one layer."""
_GAP = 2.0
_HEAD = 3.0
_STEP = 4.0
_SPACING = 72.0
_CORNER = 1.0
_MORE = 1.2
_MOST_LAYERED = 120
_MOST_EDGES = 2
_WIDE, _WHOLE_WIDE = 1.6, 1.5
"""The width of an area, and of the whole, as a multiple of its height where all parts fit well."""


class Box(NamedTuple):
    """An area with its place in the drawing: the corner with the least coordinates, and its size."""

    x: float
    y: float
    width: float
    height: float


class Layout(NamedTuple):
    """The coordinates of every entity, and the box of every area; y grows downwards."""

    points: dict[str, Point]
    boxes: dict[str, Box]


class _Drawn(NamedTuple):
    """Something drawn at the origin, with its size."""

    points: dict[str, Point]
    boxes: dict[str, Box]
    width: float
    height: float


def explorer_layout(areas: Mapping[str, Area], members: Mapping[str, str], needs: Edges) -> Layout:
    """The layout of a graph; `members` are the entities, each with the key of its area.

    The same for the same graph. One entity more moves those of its own area; the size of an area
    grows in steps, so that most often no other one moves. Linear in the edges, but for the layers of
    areas with at most 120 entities.
    """
    inside: dict[str, list[str]] = {key: [] for key in areas}
    for ref in sorted(members):
        if areas[members[ref]].ref != ref:
            inside[members[ref]].append(ref)
    within: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, target in sorted(set(needs)):
        if source != target and members.get(source) == members.get(target):
            within[members[source]].append((source, target))
    leaves = {key: _area(refs, within[key]) for key, refs in inside.items()}
    children: dict[str, list[str]] = defaultdict(list)
    for key, area in areas.items():
        children[area.parent].append(key)
    top = []
    for key in children[""]:
        parts = [_framed(child, leaves[child]) for child in children[key]]
        own = [leaves[key]] if inside[key] or not parts else []
        top.append(_framed(key, _in_rows(own + parts)))
    whole = _in_rows(top, _WHOLE_WIDE)
    return Layout(whole.points | _corners(areas, members, whole.boxes), whole.boxes)


def _corners(
    areas: Mapping[str, Area], members: Mapping[str, str], boxes: Mapping[str, Box]
) -> dict[str, Point]:
    """The points of the entities for which areas stand: in a corner of their box."""
    return {
        ref: (boxes[key].x + _CORNER, boxes[key].y + _CORNER)
        for ref, key in members.items()
        if areas[key].ref == ref
    }


def _area(refs: Sequence[str], edges: Sequence[tuple[str, str]]) -> _Drawn:
    """The entities of one area: each connected part in layers, what is alone in a grid below."""
    linked = sorted({ref for edge in edges for ref in edge} & set(refs))
    edges = [edge for edge in edges if set(edge) <= set(linked)]
    if not refs:
        return _Drawn({}, {}, COLUMN, ROW)
    if len(linked) > _MOST_LAYERED or len(edges) > _MOST_EDGES * len(linked):
        return _grid(refs)
    alone = [ref for ref in refs if ref not in set(linked)]
    parts = _layered(linked, edges)
    return _in_rows([*parts, *([_grid(alone)] if alone else [])])


def _layered(refs: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[_Drawn]:
    if not edges:
        return []
    numbers = {ref: number for number, ref in enumerate(refs)}
    pairs = {(numbers[source], numbers[target]) for source, target in edges}
    rank = _ranks(len(refs), pairs)
    # The library ends the process at a circle: every edge leads down the ranks.
    downward = {(a, b) if rank[a] < rank[b] else (b, a) for a, b in pairs}
    found = []
    for positions, _, height, _ in from_edges(sorted(downward), dummy_vertices=False):
        points = {
            refs[int(number)]: ((height - y) / _SPACING * COLUMN, x / _SPACING * ROW)
            for number, (x, y) in sorted(positions)
        }
        found.append(_drawn(points))
    return sorted(found, key=lambda part: min(part.points))


def _ranks(count: int, edges: Collection[tuple[int, int]]) -> dict[int, int]:
    """A rank for each entity: one that needs another comes first, unless they are on a circle."""
    after: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        after[source].append(target)
    groups = {group[0]: group for group in strong_groups(after)}
    first = {node: group[0] for group in groups.values() for node in group}
    between = {(first[source], first[target]) for source, target in edges}
    order = in_order(groups, (pair for pair in between if pair[0] != pair[1]))
    members = (node for group in order for node in groups[group])
    return {node: rank for rank, node in enumerate(members)}


def _grid(refs: Collection[str]) -> _Drawn:
    columns = max(1, math.ceil(math.sqrt(len(refs) * ROW / COLUMN * _WIDE)))
    return _drawn(
        {
            ref: (place % columns * COLUMN, place // columns * ROW)
            for place, ref in enumerate(sorted(refs))
        }
    )


def _drawn(points: dict[str, Point]) -> _Drawn:
    left = min(x for x, _ in points.values())
    top = min(y for _, y in points.values())
    moved = {ref: (x - left, y - top) for ref, (x, y) in points.items()}
    width = max(x for x, _ in moved.values()) + COLUMN
    return _Drawn(moved, {}, width, max(y for _, y in moved.values()) + ROW)


def _framed(key: str, content: _Drawn) -> _Drawn:
    """The content in a box of its own, whose size is a multiple of some units."""
    width = math.ceil((content.width + _GAP) / _STEP) * _STEP
    height = math.ceil((content.height + _GAP + _HEAD) / _STEP) * _STEP
    moved = _moved(content, _GAP, _GAP / 2 + _HEAD)
    return _Drawn(moved.points, {key: Box(0, 0, width, height), **moved.boxes}, width, height)


def _in_rows(parts: Sequence[_Drawn], wide: float = _WIDE) -> _Drawn:
    """The parts side by side in their order, in rows of about the width that makes the whole wide."""
    if len(parts) == 1:
        return parts[0]
    surface = sum((part.width + _GAP) * (part.height + _GAP) for part in parts)
    # In steps: a little more to draw does not break all rows at another place.
    most = _MORE ** math.ceil(math.log(max(math.sqrt(surface * wide), 1), _MORE))
    points: dict[str, Point] = {}
    boxes: dict[str, Box] = {}
    x = y = row = width = 0.0
    for part in parts:
        if x and x + part.width > most:
            x, y, row = 0.0, y + row + _GAP, 0.0
        moved = _moved(part, x, y)
        points |= moved.points
        boxes |= moved.boxes
        width, row = max(width, x + part.width), max(row, part.height)
        x += part.width + _GAP
    return _Drawn(points, boxes, width, y + row)


def _moved(part: _Drawn, right: float, down: float) -> _Drawn:
    return _Drawn(
        {ref: (x + right, y + down) for ref, (x, y) in part.points.items()},
        {key: box._replace(x=box.x + right, y=box.y + down) for key, box in part.boxes.items()},
        part.width,
        part.height,
    )
