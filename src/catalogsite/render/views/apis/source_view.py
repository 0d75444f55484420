"""The view of a page with lines of the source of an API definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from catalogsite.model.urls import relative
from catalogsite.render.views.apis.highlighting import highlighted_lines
from catalogsite.render.views.apis.source_files import LINES, SourceFile

_HIGHLIGHTED = 90_000
"""Characters of a page that are highlighted; a page with more stays plain."""
_HIGHLIGHTED_FILE = 400_000
"""Characters of a file that is highlighted: nobody reads one of 10,000 lines from its colours."""
_LONGEST = 1_500
_LONGEST_OF_MANY = 200
"""Characters of a line; the file has all of them."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """What the template shows: `code` is safe HTML; `files` and `parts` are (words, address, current)."""

    name: str
    path: str
    lines: int
    indented: bool
    reference: str
    download: str
    files: tuple[tuple[str, str, bool], ...]
    parts: tuple[tuple[str, str, bool], ...]
    code: Markup


def source_view(
    file: SourceFile, number: int, files: tuple[SourceFile, ...], download: str, *, readable: bool
) -> SourceView:
    """The view of one page of a file; the numbers of pages begin with 1."""
    here = file.page_of((number - 1) * LINES + 1)
    return SourceView(
        name=file.name,
        path=file.path,
        lines=len(file.lines),
        indented=file.indented,
        reference=relative(here, "") if readable else "",
        download=relative(here, download),
        files=tuple((one.path, relative(here, one.at), one is file) for one in files),
        parts=tuple(_parts(file, here)),
        code=code_html(file, number),
    )


def _parts(file: SourceFile, here: str) -> Iterator[tuple[str, str, bool]]:
    for first in range(1, len(file.lines) + 1, LINES):
        at = file.page_of(first)
        last = min(first + LINES - 1, len(file.lines))
        yield f"{first}-{last}", relative(here, at), at == here


def code_html(file: SourceFile, number: int) -> Markup:
    """Safe HTML: the lines of one page, each with an anchor such as `L12`."""
    first = (number - 1) * LINES
    lines = file.lines[first : first + LINES]
    size = sum(map(len, lines))
    longest = _LONGEST if size <= _HIGHLIGHTED else _LONGEST_OF_MANY
    lines = [line if len(line) <= longest else f"{line[:longest]} …" for line in lines]
    few = sum(map(len, lines)) <= _HIGHLIGHTED and len(file.shown) <= _HIGHLIGHTED_FILE
    language = file.language if few else "text"
    return Markup(
        "".join(
            f'<span id="L{at}"><a href="#L{at}" tabindex="-1" aria-hidden="true">{at}</a>{html}\n</span>'
            for at, html in enumerate(highlighted_lines(lines, language), first + 1)
        )
    )
