"""The diagram of an entity's neighbours as inline SVG with links and without script, styled by CSS."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape

from catalogsite.graph.neighbourhood import Neighbour, Neighbourhood
from catalogsite.model.urls import entity_path, relative

_WIDTH = 760
_BOX = 184
_HEIGHT = 40
_GAP = 10
_MARGIN = 8
_LETTERS = 21
_WORDS = 15
_IN_THE_HEAD = frozenset({"is owned by", "is part of", "is member of", "is child of"})
"""Relations that the head of a page names already, above any diagram."""


def diagram(around: Neighbourhood, page_path: str) -> str:
    """Safe HTML: an SVG element with links relative to `page_path`.

    Empty where it would show no more than the head of the page does.
    """
    if not around.left and all(one.words in _IN_THE_HEAD for one in around.right):
        return ""
    rows = max(_rows(around.left, around.more_left), _rows(around.right, around.more_right), 1)
    height = rows * (_HEIGHT + _GAP) - _GAP + 2 * _MARGIN
    body = "".join(_parts(around, page_path, height))
    start, width = _frame(around)
    name = escape(around.title)
    return (
        f'<svg class="cs-diagram" role="group" viewBox="{_n(start)} 0 {_n(width)} {height}" '
        f'width="{_n(width)}" height="{height}" '
        f'xmlns="http://www.w3.org/2000/svg" aria-label="Neighbours of {name}">'
        f"<title>Neighbours of {name}</title><desc>{escape(describe(around))}</desc>"
        f"{body}</svg>"
    )


def _frame(around: Neighbourhood) -> tuple[float, float]:
    """The x coordinate at which the drawing starts, and its width; an empty side takes no width."""
    beside = (_WIDTH - _BOX) / 2 - 1
    start = 0.0 if around.left else beside
    end = _WIDTH if around.right else _WIDTH - beside
    return start, end - start


def describe(around: Neighbourhood) -> str:
    """The diagram as plain text, for screen readers."""
    clauses = [f"{one.title} {_verb(one)} {around.title}" for one in around.left]
    clauses += [f"{around.title} {_verb(one)} {one.title}" for one in around.right]
    hidden = around.more_left + around.more_right
    return "; ".join(clauses) + (f"; and {hidden} more" if hidden else "") + "."


def _verb(one: Neighbour) -> str:
    return f"{one.words}, by its manifests," if one.inferred else one.words


def _rows(side: tuple[Neighbour, ...], more: int) -> int:
    return len(side) + (1 if more else 0)


def _parts(around: Neighbourhood, page_path: str, height: int) -> Iterator[str]:
    middle = height / 2
    centre_x = (_WIDTH - _BOX) / 2
    left = _places(_rows(around.left, around.more_left), height)
    right = _places(_rows(around.right, around.more_right), height)
    end = _WIDTH - _BOX - 1
    half = _HEIGHT / 2
    lines = [
        (one.inferred, _line(1 + _BOX, y + half, centre_x, middle), _head(centre_x, middle))
        for one, y in zip(around.left, left, strict=False)
    ]
    lines += [
        (one.inferred, _line(centre_x + _BOX, middle, end, y + half), _head(end, y + half))
        for one, y in zip(around.right, right, strict=False)
    ]
    # Lines first, below labels and boxes. The head of a dashed line is not dashed.
    if guessed := "".join(line for inferred, line, _ in lines if inferred):
        yield f'<path class="i" stroke-dasharray="5 4" d="{guessed}"/>'
    whole = "".join(head if inferred else line + head for inferred, line, head in lines)
    yield f'<path d="{whole}"/>'
    for one, y in zip(around.left, left, strict=False):
        yield _label(one.words, _BOX + 7, _clear(y + half, middle), "start")
        yield _node(one, 1, y, page_path)
    for one, y in zip(around.right, right, strict=False):
        yield _label(one.words, end - 9, _clear(y + half, middle), "end")
        yield _node(one, end, y, page_path)
    if around.more_left:
        yield _more(around.more_left, 1, left[-1])
    if around.more_right:
        yield _more(around.more_right, end, right[-1])
    place = f"translate({_n(centre_x)} {_n(middle - _HEIGHT / 2)})"
    me = _box(around.title, around.ref, around.kind)
    yield f'<g class="c" transform="{place}">{me}</g>'


def _clear(line: float, middle: float) -> float:
    """The y coordinate of a label beside a line: on the side that the line does not bend to."""
    return line + 11 if line > middle else line - 4


def _places(rows: int, height: int) -> list[float]:
    top = (height - rows * (_HEIGHT + _GAP) + _GAP) / 2
    return [top + row * (_HEIGHT + _GAP) for row in range(rows)]


def _node(one: Neighbour, x: float, y: float, page_path: str) -> str:
    place = f'transform="translate({_n(x)} {_n(y)})"'
    if not one.known:
        return f'<g class="m" {place}>{_box(one.title, one.ref, _missing(one.kind))}</g>'
    href = escape(relative(page_path, entity_path(one.ref)))
    return f'<a href="{href}" {place}>{_box(one.title, one.ref, one.kind)}</a>'


def _missing(kind: str) -> str:
    return f"{kind}, not in the catalog"


@lru_cache(maxsize=2**14)
def _box(title: str, ref: str, kind: str) -> str:
    """Safe SVG: the box of an entity, without its position, because many diagrams share it."""
    return (
        f"<title>{escape(title)} ({escape(ref)})</title>"
        f'<rect width="{_BOX}" height="{_HEIGHT}" rx="4"/>'
        f'<text x="10" y="18">{escape(_fitting(title))}</text>'
        f'<text class="k" x="10" y="32">{escape(kind)}</text>'
    )


def _fitting(title: str) -> str:
    """The title, shortened to the width of a box; the scope of an npm package is dropped first."""
    scope, _, name = title.partition("/")
    if len(title) > _LETTERS and scope.startswith("@") and name:
        title = name
    return shortened_in_the_middle(title, _LETTERS)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x1 + x2) / 2
    return f"M{_n(x1)} {_n(y1)}C{_n(bend)} {_n(y1)} {_n(bend)} {_n(y2)} {_n(x2)} {_n(y2)}"


def _head(x: float, y: float) -> str:
    return f"M{_n(x - 6)} {_n(y - 4)}l6 4l-6 4"


def _label(words: str, x: float, y: float, anchor: str) -> str:
    text = escape(shorten(", ".join(w.removeprefix("is ") for w in words.split(", ")), _WORDS))
    return f'<text class="w" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{text}</text>'


def _more(count: int, x: float, y: float) -> str:
    return f'<text class="w" x="{_n(x + 10)}" y="{_n(y + 24)}">+{count} more</text>'


def shortened_in_the_middle(text: str, letters: int) -> str:
    """`text` with at most `letters` of its first and last letters: names are often alike at one end."""
    if len(text) <= letters:
        return text
    tail = letters // 2
    return f"{text[: letters - tail - 1].rstrip()}…{text[-tail:].lstrip()}"


def shorten(text: str, letters: int) -> str:
    """`text`, cut with an ellipsis where it is longer than `letters`."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


@lru_cache(maxsize=2**12)
def _n(number: float) -> str:
    return f"{number:g}"
