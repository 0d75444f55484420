"""Parts of a diagram as safe SVG: boxes with links, lines with heads, and texts cut to their room.

The size of boxes and the places of their texts are in `catalogsite.css`, not in each box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

from catalogsite.graph.diagrams.surroundings import Box
from catalogsite.model.urls import entity_path, relative

BOX = 164
"""Width of the box of an entity, as in `catalogsite.css`."""
HEIGHT = 40
"""Height of the box of an entity, as in `catalogsite.css`."""
_TEXT = (10, 18)
"""The start of the title in its box, which is the origin of the box, as in `catalogsite.css`."""
_LETTERS = 19
_MARKS = {"firing": "▲", "failing": "✕", "stale": "◌"}
"""The shape beside the word of a mark, so that colour is not all that tells it."""

Point = tuple[float, float]


def at(corner: Point) -> str:
    """The attribute that puts a box with its upper left corner to a point."""
    return f'transform="translate({number(corner[0] + _TEXT[0])} {number(corner[1] + _TEXT[1])})"'


def folder_of(page_path: str) -> str:
    """The folder in which the folder of a page lies, from which `node` links; empty for the root."""
    above, slash, _ = page_path.rstrip("/").rpartition("/")
    return above + slash


def node(place: str, box_of: Box, folder: str) -> str:
    """The box of an entity, a link where the catalog has it; `place` is made by `at`."""
    ref, title, kind, _, known, mark = box_of
    if not known:
        return f'<g class="m" {place}>{box(title, ref, f"{kind}, not in the catalog", "")}</g>'
    return f"<a {place} {_linked(folder, ref, title, kind, mark)}"


@lru_cache(maxsize=2**12)
def _linked(folder: str, ref: str, title: str, kind: str, mark: str) -> str:
    """A box with its link, without its position: the diagrams of all pages of a folder share it."""
    # From every other page of the folder the link is the same; no address has a `?`.
    href = escape(relative(f"{folder}?/", entity_path(ref)))
    return f'href="{href}">{box(title, ref, kind, mark)}</a>'


@lru_cache(maxsize=2**13)
def box(title: str, ref: str, kind: str, mark: str) -> str:
    """The box of an entity without its position, because many diagrams share it."""
    spoken = escape(ref)
    if title.lower() != ref.rpartition("/")[2]:
        spoken = f"{escape(title)} ({spoken})"
    if mark:
        spoken += f", {mark}"
    word = f' <tspan class="x-{mark}">{_MARKS.get(mark, "")} {mark}</tspan>' if mark else ""
    return (
        f"<title>{spoken}</title><rect/><text>{escape(fitting(title))}</text>"
        f"<text>{escape(kind)}{word}</text>"
    )


def more(place: str, count: int, href: str, spoken: str) -> str:
    """A link of the size of a box to those whom a diagram has no room for."""
    return (
        f'<a class="n" {place} href="{escape(href)}"><title>{escape(spoken)}</title>'
        f"<rect/><text>+{count:,} more</text></a>"
    )


def label_tag(place: Point, at_start: bool) -> str:
    """The start of an element with words beside a line, at `place` where they start, or else end."""
    side = ' class="s"' if at_start else ""
    return f'<text{side} x="{number(place[0])}" y="{number(place[1])}">'


def curve(points: Sequence[Point]) -> str:
    """A line through points that leaves and enters each of them level."""
    x, y = points[0]
    x, y = round(x, 1), round(y, 1)
    parts, level = f"M{number(x)} {number(y)}", 0.0
    for to_x, to_y in points[1:]:
        right, down = round(to_x - x, 1), round(to_y - y, 1)
        x, y = x + right, y + down
        if not down:
            level += right
            continue
        if level:
            parts += f"h{number(level)}"
            level = 0.0
        parts += _bent(right, down)
    return f"{parts}h{number(level)}" if level else parts


@lru_cache(maxsize=2**13)
def _bent(right: float, down: float) -> str:
    bend = right / 2
    return f"c{_together(bend, 0, bend, down, right, down)}"


def _together(*values: float) -> str:
    """Numbers in as few characters as they need: a sign sets them apart as well as a blank."""
    first, *others = map(number, values)
    return first + "".join(one if one[0] == "-" else f" {one}" for one in others)


END = "m-6-4l6 4-6 4"
"""The head of an arrow that leads to the right, after the curve that ends there."""


def head(point: Point, to_the_left: bool = False) -> str:
    """The head of an arrow that ends at a point."""
    x, y = point
    if to_the_left:
        return f"M{_together(x + 6, y - 4)}l-6 4 6 4"
    return f"M{_together(x - 6, y - 4)}l6 4-6 4"


def with_head(line: str, points: Sequence[Point], to_the_left: bool = False) -> str:
    """A curve with the head of an arrow at its end, or at its start where it leads to the left."""
    return head(points[0], to_the_left) + line if to_the_left else line + END


@lru_cache(maxsize=2**9)
def fitting(title: str, letters: int = _LETTERS) -> str:
    """The title, shortened to the width of a box; the scope of an npm package is dropped first."""
    scope, _, name = title.partition("/")
    if _room(title) > letters and scope.startswith("@") and name:
        title = name
    if _room(title) > len(title):
        # Letters of two columns, as of Chinese, and emoji.
        letters = max(letters * len(title) // _room(title), 4)
    return shortened_in_the_middle(title, letters)


def _room(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)


def shortened_in_the_middle(text: str, letters: int) -> str:
    """`text` with at most `letters` of its first and last letters: names are often alike at one end."""
    if len(text) <= letters:
        return text
    tail = letters // 2
    return f"{text[: letters - tail - 1].rstrip()}…{text[-tail:].lstrip()}"


def shorten(text: str, letters: int) -> str:
    """`text`, cut with an ellipsis where it is longer than `letters`."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def frame(width: float, height: float, name: str, description: str, body: str) -> Markup:
    """Safe HTML: the SVG element around a drawing of that size, with the texts that say what it shows."""
    size = f"{number(width)} {number(height)}"
    least = f' style="min-width:{round(width * 0.85)}px"' if width > 400 else ""
    return Markup(
        f'<svg class="cs-diagram" role="group" viewBox="0 0 {size}" '
        f'width="{number(width)}" height="{number(height)}"{least} aria-label="{escape(name)}">'
        f"<desc>{escape(description)}</desc>{body}</svg>"
    )


@lru_cache(maxsize=2**12)
def number(value: float) -> str:
    """A coordinate in as few digits as it needs."""
    return f"{round(value, 1):g}" if abs(value) < 1e5 else str(round(value))
