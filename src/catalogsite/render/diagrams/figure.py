"""A diagram as a template shows it: the drawing, its legend, and the same in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing; `sentences` say what only the drawing shows, and no table of the page."""

    svg: Markup
    has_dashes: bool = False
    sentences: tuple[str, ...] = ()
    summary: str = "The second step in words"
    legend: str = ""
