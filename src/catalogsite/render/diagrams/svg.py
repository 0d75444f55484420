"""Parts of a diagram as safe SVG: boxes with links, lines with heads, and texts cut to their room."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

from catalogsite.model.urls import entity_path, relative

BOX = 164
"""Width of the box of an entity."""
HEIGHT = 40
"""Height of the box of an entity."""
_LETTERS = 19
_MARKS = {"firing": "▲", "failing": "✕", "stale": "◌"}
"""The shape beside the word of a mark, so that colour is not all that tells it."""

Point = tuple[float, float]


def node(
    place: Point, ref: str, title: str, kind: str, known: bool, mark: str, page_path: str
) -> str:
    """The box of an entity at `place`, its upper left corner: a link where the catalog has the entity."""
    at = f'transform="translate({number(place[0])} {number(place[1])})"'
    if not known:
        return f'<g class="m" {at}>{box(title, ref, f"{kind}, not in the catalog", "")}</g>'
    href = escape(relative(page_path, entity_path(ref)))
    return f'<a href="{href}" {at}>{box(title, ref, kind, mark)}</a>'


@lru_cache(maxsize=2**14)
def box(title: str, ref: str, kind: str, mark: str) -> str:
    """The box of an entity without its position, because many diagrams share it."""
    state = f", {mark}" if mark else ""
    word = f' <tspan class="x-{mark}">{_MARKS.get(mark, "")} {mark}</tspan>' if mark else ""
    return (
        f"<title>{escape(title)} ({escape(ref)}){state}</title>"
        f'<rect width="{BOX}" height="{HEIGHT}" rx="4"/>'
        f'<text x="10" y="18">{escape(fitting(title))}</text>'
        f'<text class="k" x="10" y="32">{escape(kind)}{word}</text>'
    )


def more(place: Point, count: int, href: str, spoken: str) -> str:
    """A link of the size of a box to those whom a diagram has no room for."""
    at = f'transform="translate({number(place[0])} {number(place[1])})"'
    return (
        f'<a class="n" href="{escape(href)}" {at}><title>{escape(spoken)}</title>'
        f'<rect width="{BOX}" height="{HEIGHT}" rx="4"/>'
        f'<text x="10" y="25">+{count:,} more</text></a>'
    )


def curve(points: Sequence[Point]) -> str:
    """A line through points that leaves and enters each of them level."""
    (x, y), *rest = points
    parts = [f"M{number(x)} {number(y)}"]
    for to_x, to_y in rest:
        bend = number((x + to_x) / 2)
        parts.append(
            f"H{number(to_x)}"
            if y == to_y
            else f"C{bend} {number(y)} {bend} {number(to_y)} {number(to_x)} {number(to_y)}"
        )
        x, y = to_x, to_y
    return "".join(parts)


def head(point: Point, to_the_left: bool = False) -> str:
    """The head of an arrow that ends at a point."""
    x, y = point
    side = 6 if to_the_left else -6
    return f"M{number(x + side)} {number(y - 4)}l{-side} 4l{side} 4"


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
    label = escape(name)
    least = f' style="min-width:{number(width * 0.85)}px"' if width > 400 else ""
    return Markup(
        f'<svg class="cs-diagram" role="group" viewBox="0 0 {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}"{least} '
        f'xmlns="http://www.w3.org/2000/svg" aria-label="{label}">'
        f"<title>{label}</title><desc>{escape(description)}</desc>{body}</svg>"
    )


@lru_cache(maxsize=2**12)
def number(value: float) -> str:
    """A coordinate in as few digits as it needs."""
    return f"{round(value, 1):g}" if abs(value) < 1e5 else str(round(value))
