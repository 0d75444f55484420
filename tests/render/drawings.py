"""What every drawing must keep to, read from its SVG: boxes apart, and lines from box to box."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import NamedTuple

SVG = "{http://www.w3.org/2000/svg}"
_COMMAND = re.compile(r"([MmCchl])([^A-Za-z]*)")
_NUMBER = re.compile(r"-?[\d.]+")
LEFT, TOP, WIDTH, HEIGHT = -10.0, -18.0, 164.0, 40.0
"""The box around the start of its title, as in `catalogsite.css`."""


class Box(NamedTuple):
    """The corner and size of a box that is no frame around others."""

    x: float
    y: float
    width: float
    height: float

    def has_inside(self, x: float, y: float) -> bool:
        return (
            self.x + 0.5 < x < self.x + self.width - 0.5
            and self.y + 0.5 < y < self.y + self.height - 0.5
        )


def parsed(text: str) -> ET.Element:
    """The drawing, of which only HTML knows the namespace."""
    return ET.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def boxes(root: ET.Element) -> list[Box]:
    """The boxes of entities, and those that count others."""
    found = []
    for group in (*root.iter(f"{SVG}a"), *root.iter(f"{SVG}g")):
        at = re.fullmatch(r"translate\(([\d.-]+) ([\d.-]+)\)", group.get("transform", ""))
        if group.find(f"{SVG}rect") is not None and at:
            found.append(Box(float(at[1]) + LEFT, float(at[2]) + TOP, WIDTH, HEIGHT))
    return found


def lines(root: ET.Element) -> list[list[tuple[float, float]]]:
    """Each line as many points on it, without the heads of arrows."""
    return [line for path in root.iter(f"{SVG}path") for line in _lines(path.get("d"))]


def _lines(text):
    found, last = [], (0.0, 0.0)
    for command, numbers in _COMMAND.findall(text):
        values = [float(number) for number in _NUMBER.findall(numbers)]
        if command == "h":
            values.append(0.0)
        points = list(zip(values[::2], values[1::2], strict=True))
        if command.islower():
            points = [(last[0] + x, last[1] + y) for x, y in points]
        if command in "Mm":
            found.append(points)
        elif command == "h":
            found[-1] += _between(last, points[0])
        elif command in "Cc":
            found[-1] += _curve(last, *points)
        else:
            found[-1].append(None)
        last = points[-1]
    return [line for line in found if None not in line]


def _between(start, end):
    steps = [n / 12 for n in range(1, 13)]
    return [(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t) for t in steps]


def _curve(start, one, two, end):
    points = []
    for n in range(1, 13):
        t = n / 12
        weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        ends = (start, one, two, end)
        points.append(
            tuple(sum(w * p[i] for w, p in zip(weights, ends, strict=True)) for i in (0, 1))
        )
    return points


def containers(root: ET.Element) -> list[Box]:
    """The boxes around the members of a system, or around those of one kind."""
    sides = ("x", "y", "width", "height")
    return [
        Box(*(float(rect.get(side)) for side in sides))
        for rect in root.iter(f"{SVG}rect")
        if rect.get("class") == "g"
    ]


def faults(text: str) -> list[str]:
    """What is wrong with a drawing: boxes that overlap or leave it, lines that end nowhere or cross a box."""
    root = parsed(text)
    found, drawn = [], boxes(root)
    _, _, width, height = map(float, root.get("viewBox").split())
    for place, one in enumerate(drawn):
        if one.x < 0 or one.y < 0 or one.x + one.width > width or one.y + one.height > height:
            found.append(f"{one} leaves the drawing")
        found += [f"{one} overlaps {other}" for other in drawn[:place] if _overlap(one, other)]
    around = containers(root)
    for place, one in enumerate(around):
        found += [f"{one} overlaps {other}" for other in around[:place] if _overlap(one, other)]
    anchors = [*drawn, *around]
    for line in lines(root):
        ends = (line[0], line[-1])
        found += [f"{point} is at no box" for point in ends if not _at(point, anchors)]
        found += [
            f"the line from {line[0]} crosses {box}"
            for box in drawn
            if any(box.has_inside(*point) for point in line)
        ]
    return found


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _at(point: tuple[float, float], drawn: list[Box]) -> bool:
    x, y = point
    return any(
        box.y <= y <= box.y + box.height and min(abs(box.x - x), abs(box.x + box.width - x)) < 0.2
        for box in drawn
    )
