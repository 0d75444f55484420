"""The positions of the elements of an HTML page, so that slots can be cut out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "button",
        "svg",
    ]
)
_VERBATIM = frozenset({"pre", "textarea", "script", "style"})


@dataclass(slots=True, eq=False)
class Element:
    """One element: `start` to `open_end` is its start tag, `close_start` to `end` its end tag."""

    tag: str
    attributes: dict[str, str]
    start: int
    open_end: int
    parent: Element | None
    close_start: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    def up(self) -> Iterator[Element]:
        """The element itself, then its ancestors from the inside out."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


class Markup(HTMLParser):
    """The elements of one page; offsets count characters of `text`."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.feed(text)
        self.close()
        for element in self._open:
            element.close_start = element.end = len(text)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a void one closes at once."""
        element = self._add(tag, attrs)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself, as in SVG."""
        self._add(tag, attrs)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        start = self._offset()
        open_end = start + len(self.get_starttag_text() or "")
        parent = self._open[-1] if self._open else None
        values = {name: value or "" for name, value in attrs}
        element = Element(tag, values, start, open_end, parent, open_end, open_end)
        if parent is not None:
            parent.children.append(element)
        self.elements.append(element)
        return element

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost open element of that name and all that were left open in it."""
        if not any(element.tag == tag for element in self._open):
            return
        start = self._offset()
        while self._open:
            element = self._open.pop()
            element.close_start = element.end = start
            if element.tag == tag:
                element.end = self.text.index(">", start) + 1
                return

    def at(self, offset: int) -> Element | None:
        """The innermost element around an offset; an offset in a start tag belongs to its element."""
        found = None
        for element in self.elements:
            if element.start > offset:
                break
            if offset < element.end:
                found = element
        return found


def strip_between_tags(text: str) -> str:
    """The HTML without whitespace that browsers ignore.

    Between two inline elements one space stays, or words would run together.
    """
    markup = Markup(text)
    keep = [(e.start, e.end) for e in markup.elements if e.tag in _VERBATIM]
    out: list[str] = []
    position = 0
    for start, end in keep:
        if start < position:
            continue
        out += (_strip(text[position:start]), text[start:end])
        position = end
    return "".join((*out, _strip(text[position:]))).strip()


_TAG = re.compile(r"</?([a-zA-Z][\w-]*)")


def _strip(text: str) -> str:
    pieces = re.split(r"(<[^<>]*>)", text)
    for index in range(0, len(pieces), 2):
        piece = pieces[index]
        if piece.strip():
            pieces[index] = re.sub(r"\s+", " ", piece)
        elif piece:
            before = pieces[index - 1] if index else ""
            after = pieces[index + 1] if index + 1 < len(pieces) else ""
            pieces[index] = " " if _inline(before) and _inline(after) else ""
    return "".join(pieces)


def _inline(tag: str) -> bool:
    match = _TAG.match(tag)
    return match is not None and match[1].lower() in _INLINE
