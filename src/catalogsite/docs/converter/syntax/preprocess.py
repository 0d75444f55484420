"""Rewrites Markdown that no extension understands, before a page is converted."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^\s*(?:>\s?)*(`{3,}|~{3,})")
_ALERT = re.compile(
    r"^(\s{0,3})>\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*(.*)$", re.IGNORECASE
)
_QUOTED = re.compile(r"^\s{0,3}>\s?(.*)$")
_DIAGRAM_FENCE = re.compile(r"^(\s*(?:`{3,}|~{3,})\s*(?:plantuml|puml|graphviz|dot))\s[^{=`]*$")
_UML = re.compile(r"^(\s*)::(end-)?uml::.*$")
_ITEM = re.compile(r"^( *)(?:[-*+]|\d+[.)])\s+\S")
_KINDS = {"important": "info", "caution": "danger"}
_TITLES = {"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning"}


def prepare(markdown: str) -> str:
    """Markdown with GitHub alerts as admonitions, and all spellings of diagrams as plain fences."""
    if "[!" not in markdown and "```" not in markdown and "::uml::" not in markdown:
        return markdown
    return "\n".join(_lines(markdown.split("\n")))


def list_indent(markdown: str) -> int:
    """By how many spaces a page nests its lists: 4, where no list is nested by less; else 2.

    TechDocs nests by 2, and takes deeper items for text; MkDocs alone nests by 4. Each page is
    read as it was meant.
    """
    steps: set[int] = set()
    before: int | None = None
    for line in markdown.split("\n"):
        item = _ITEM.match(line)
        if item:
            indent = len(item[1])
            if before is not None and indent > before:
                steps.add(indent - before)
            before = indent
        elif line and not line[0].isspace():
            before = None
    return 4 if steps and min(steps) >= 4 else 2


def _lines(lines: list[str]) -> Iterator[str]:
    fence: str | None = None
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip("`~> "):
                fence = None
            yield line
            continue
        if mark:
            fence = mark[1]
            yield _DIAGRAM_FENCE.sub(r"\1", line)
            continue
        alert = _ALERT.match(line)
        if alert:
            body, number = _quoted(lines, number)
            yield from _admonition(alert, body)
            continue
        uml = _UML.match(line)
        yield f"{uml[1]}```{'' if uml[2] else 'plantuml'}" if uml else line


def _quoted(lines: list[str], number: int) -> tuple[list[str], int]:
    body: list[str] = []
    while number < len(lines) and (match := _QUOTED.match(lines[number])):
        body.append(match[1])
        number += 1
    return body, number


def _admonition(alert: re.Match[str], body: list[str]) -> Iterator[str]:
    kind = alert[2].lower()
    title = _TITLES.get(kind, kind.capitalize())
    yield ""
    yield f'{alert[1]}!!! {_KINDS.get(kind, kind)} "{title}"'
    yield ""
    for line in ([alert[3]] if alert[3] else []) + list(_lines(body)):
        yield f"{alert[1]}    {line}" if line else ""
    yield ""
