"""The diagram of an entity: who uses it on the left, what it uses on the right, up to two steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import quote

from catalogsite.graph.diagrams.surroundings import Arrow, Box, Hidden, Surroundings
from catalogsite.model.urls import relative
from catalogsite.render.diagrams import svg
from catalogsite.render.diagrams.figure import Figure
from catalogsite.render.diagrams.shape import Line, shape

_WORDS = 14
_IN_THE_HEAD = frozenset({"is owned by", "is part of", "is member of", "is child of"})
"""Relations that the head of a page names already, above any diagram."""


def entity_diagram(around: Surroundings, page_path: str) -> Figure | None:
    """The figure, with links relative to `page_path`.

    None where it would show no more than the head of the page does.
    """
    if not any(box.step < 0 for box in around.boxes) and all(
        arrow.words in _IN_THE_HEAD for arrow in around.arrows
    ):
        return None
    boxes = sorted(around.boxes, key=_step)
    numbers = {box.ref: place for place, box in enumerate(boxes)}
    pairs = tuple(_pairs(around, numbers))
    found = shape(len(boxes) + len(around.hidden), pairs)
    nodes = list(_nodes(around, boxes, found.places, page_path))
    steps = [box.step for box in boxes]
    body = [
        *_paths(around.arrows, found.lines),
        *_labels(around.arrows, pairs, found.lines, steps),
        *[nodes[number] for number in found.order],
    ]
    name = f"Neighbours of {around.title}"
    further = tuple(_sentences(around, (one for one in around.arrows if not _near(around, one))))
    return Figure(
        svg=svg.frame(found.width, found.height, name, describe(around), "".join(body)),
        has_dashes=any(arrow.inferred for arrow in around.arrows),
        sentences=further,
    )


def _step(box: Box) -> int:
    return box.step


def _pairs(around: Surroundings, numbers: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """The ends of all lines by the numbers of their boxes; hidden neighbours come after the boxes."""
    for source, target, _, _ in around.arrows:
        yield numbers[source], numbers[target]
    centre = numbers[around.ref]
    for place, hidden in enumerate(around.hidden, len(numbers)):
        yield (place, centre) if hidden.step < 0 else (centre, place)


def describe(around: Surroundings) -> str:
    """The first step of the diagram as plain text, for screen readers.

    The second step stands below the diagram, for everybody.
    """
    near = [one for one in around.arrows if _near(around, one)]
    clauses = _sentences(around, near)
    if hidden := sum(one.number for one in around.hidden):
        clauses.append(f"and {hidden:,} more")
    if len(near) < len(around.arrows):
        clauses.append("the second step is in words below")
    return "; ".join(clauses) + "."


def sentences(around: Surroundings) -> list[str]:
    """What all arrows say; those of one entity with the same words are one sentence."""
    return _sentences(around, around.arrows)


def _sentences(around: Surroundings, arrows: Iterable[Arrow]) -> list[str]:
    names = {
        box.ref: f"{box.title} ({box.mark})" if box.mark else box.title for box in around.boxes
    }
    found: dict[tuple[str, str], list[str]] = {}
    for source, target, words, inferred in arrows:
        verb = f"{words}, by its manifests," if inferred else words
        found.setdefault((source, verb), []).append(names[target])
    return [
        f"{names[source]} {verb} {', '.join(targets)}" for (source, verb), targets in found.items()
    ]


def _near(around: Surroundings, arrow: Arrow) -> bool:
    return around.ref in (arrow.source, arrow.target)


def _paths(arrows: Sequence[Arrow], lines: Sequence[Line]) -> Iterator[str]:
    """All lines below the boxes. The head of a dashed line is not dashed."""
    if not any(one.inferred for one in arrows):
        yield f'<path d="{"".join([one.arrow for one in lines])}"/>'
        return
    guessed = [one.inferred for one in arrows] + [False] * (len(lines) - len(arrows))
    parts = list(zip(lines, guessed, strict=True))
    dashed = "".join(one.curve for one, is_dashed in parts if is_dashed)
    yield f'<path class="i" stroke-dasharray="5 4" d="{dashed}"/>'
    whole = "".join(
        svg.head(one.tip, one.is_back) if is_dashed else one.arrow for one, is_dashed in parts
    )
    yield f'<path d="{whole}"/>'


def _labels(
    arrows: Sequence[Arrow],
    pairs: Sequence[tuple[int, int]],
    lines: Sequence[Line],
    steps: Sequence[int],
) -> Iterator[str]:
    """The words of lines, at the end that is farther from the centre, once for all that end alike."""
    found: dict[str, tuple[str, list[str]]] = {}
    for arrow, (source, target), line in zip(arrows, pairs, lines, strict=False):
        # One of both ends is farther from the centre, or neither is.
        key, tag = line.source if abs(steps[source]) >= abs(steps[target]) else line.target
        if arrow.words:
            if key in found:
                found[key][1].append(arrow.words)
            else:
                found[key] = tag, [arrow.words]
    for tag, words in found.values():
        yield f"{tag}{_label_text(tuple(words))}</text>"


@lru_cache(maxsize=2**10)
def _label_text(given: tuple[str, ...]) -> str:
    words = dict.fromkeys(word for one in given for word in one.split(", "))
    text = ", ".join(word.removeprefix("is ") for word in words)
    return escape(svg.shorten(text, _WORDS))


def _nodes(
    around: Surroundings, boxes: Sequence[Box], places: Sequence[str], page_path: str
) -> Iterator[str]:
    """The boxes by number, then those that stand for hidden neighbours."""
    folder = svg.folder_of(page_path)
    for box, place in zip(boxes, places, strict=False):
        if box.ref == around.ref:
            content = svg.box(box.title, box.ref, box.kind, box.mark)
            yield f'<g class="c" {place}>{content}</g>'
        else:
            yield svg.node(place, box, folder)
    for hidden, place in zip(around.hidden, places[len(boxes) :], strict=True):
        yield _more(around.ref, hidden, place, page_path)


def _more(centre: str, hidden: Hidden, place: str, page_path: str) -> str:
    asked = "&".join(f"filter={quote(f'relations.{name}={centre}')}" for name in hidden.filters)
    href = relative(page_path, "catalog/") + f"?{asked}" if asked else "#relations"
    where = "in the table" if asked else "below"
    return svg.more(place, hidden.number, href, f"{hidden.number:,} more, {where}")
