"""XML documents as elements with their lines; a document type, by which XML attacks work, is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from catalogsite.inference.manifest import ManifestError

DEEPEST = 200
"""Levels of elements that a document may have."""


@dataclass(slots=True)
class Element:
    """An element: its name without namespace, the line of its start, counted from 1, and its content."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, *names: str) -> Iterator[Element]:
        """Every element below, one name a level."""
        if not names:
            yield self
            return
        for child in self.children:
            if child.name == names[0]:
                yield from child.all(*names[1:])

    def first(self, *names: str) -> Element | None:
        """The first element below, one name a level."""
        return next(self.all(*names), None)

    def value(self, *names: str) -> str | None:
        """The text of that element without space around it; None where it is absent or empty."""
        found = self.first(*names)
        return (found.text.strip() or None) if found is not None else None


def parse_xml(text: str) -> Element:
    """The root of a document. Raises ManifestError."""
    parser = expat.ParserCreate("utf-8")
    # Text comes in few large pieces, so that adding them up takes no time.
    parser.buffer_text, parser.buffer_size = True, 1 << 20
    top = Element("", 0, {})
    opened = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(opened) > DEEPEST:
            raise ManifestError(parser.CurrentLineNumber, "XML", "it is nested too deeply")
        plain = name.rpartition(":")[2]
        element = Element(plain, parser.CurrentLineNumber, dict(attributes))
        opened[-1].children.append(element)
        opened.append(element)

    def end(_name: str) -> None:
        opened.pop()

    def characters(data: str) -> None:
        opened[-1].text += data

    def refuse(*_: object) -> None:
        line = parser.CurrentLineNumber
        raise ManifestError(line, "XML", "it has a document type, which is not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.lstrip("\ufeff").encode(), True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise ManifestError(error.lineno, "XML", reason) from error
    return top.children[0]
