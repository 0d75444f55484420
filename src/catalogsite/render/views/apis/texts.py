"""Texts of API definitions as pages show them: bounded, and broken where they are long."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from catalogsite.model.api.types import TypeText
from catalogsite.render.views.apis.highlighting import highlighted_lines
from catalogsite.render.views.apis.weight import LONGEST_EXAMPLE

if TYPE_CHECKING:
    from catalogsite.render.views.apis.reference import ReferenceView

_BREAKS = re.compile(r"(?<=[/._-])(?=\w|\{)|(?<=[a-z\d])(?=[A-Z])")
_LONGEST_TITLE = 300


def cut(text: str, most: int) -> str:
    """The text, with at most so many characters and a sign that there are more."""
    return text if len(text) <= most else f"{text[:most].rstrip()} …"


@lru_cache(maxsize=4096)
def wrapped(text: str) -> Markup:
    """Safe HTML: a name or path that may break after its signs and before its capitals."""
    pieces = _BREAKS.split(cut(text, _LONGEST_TITLE))
    return Markup("<wbr>").join(map(escape, pieces))


def type_html(text: TypeText, view: ReferenceView) -> Markup:
    """Safe HTML: the written form of a type in a view. As a filter it costs half of a call."""
    return view.typed(text)


# Many answers of an API have the same example.
@lru_cache(maxsize=512)
def example_html(text: str) -> Markup:
    """Safe HTML: an example with highlighting, cut where it is long."""
    language = "json" if text.lstrip()[:1] in {"{", "[", '"'} else "text"
    shown = cut(text, LONGEST_EXAMPLE)
    return Markup("\n".join(highlighted_lines(shown.split("\n"), language)))
