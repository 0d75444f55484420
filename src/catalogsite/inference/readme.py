"""The title and the first paragraph of a README, as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

_NAME = re.compile(r"readme(?:\.(?:md|markdown|mdown|rst|txt|adoc|org))?", re.IGNORECASE)
_ORDER = ("md", "markdown", "mdown", "rst", "adoc", "txt", "org", "")
_READ = 20_000
_LINE = 2_000
_LONGEST = 300
_SHORTEST = 60
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`+|~~)(\S(?:.*?\S)?)\1")
_RULE = re.compile(r"(=|-|~|\*|_|#|\^)\1{2,}\s*")
_FILLED_IN = re.compile(r"\{\{-?\s*(?:values|cookiecutter|parameters)\.")
_SKIPPED = re.compile(r"(?:[-*+>|]|\d+[.)]|```|~~~|:::|\.\. |!!!|\[[^\]]+\]:|image::|:\w+:)")


class ReadmeText(NamedTuple):
    """The title and the first paragraph of a README, as plain text."""

    title: str | None
    description: str | None


def find_readme(paths: Iterable[str]) -> str | None:
    """The README at the top of a repository; Markdown before other forms."""
    found = [path for path in paths if "/" not in path and _NAME.fullmatch(path)]
    return min(found, key=lambda path: (_ORDER.index(_extension(path)), path), default=None)


def read_readme(text: str) -> ReadmeText:
    """Title and first paragraph; badges, lists, tables, code and HTML are passed over."""
    title: str | None = None
    paragraph: list[str] = []
    for line in _prose(text):
        heading = re.match(r"#{1,6}\s+(.*)|=\s+(.*)", line)
        if heading:
            if paragraph:
                break
            title = title or _plain((heading[1] or heading[2]).rstrip("# ")) or None
        elif _RULE.fullmatch(line):
            if title is None and len(paragraph) == 1:
                title, paragraph = paragraph[0], []
        elif not line:
            if paragraph and (title is not None or len(paragraph) > 1 or _sentence(paragraph)):
                break
            paragraph = paragraph if title is None else []
        elif not _skipped(line) and (words := _plain(line)):
            paragraph.append(words)
        elif paragraph:
            break
    return ReadmeText(title, _shorten(" ".join(paragraph)) or None)


def _prose(text: str) -> list[str]:
    body = re.sub(
        r"\A\ufeff?---\n.*?\n---\n", "", text[:_READ].replace("\r\n", "\n"), flags=re.DOTALL
    )
    body = re.sub(r"(?ms)^(```|~~~).*?^\1\s*$", "", body)
    body = _without_comments(body)
    body = re.sub(r"<h1[^>]*>(.{0,1000}?)</h1>", _as_heading, body, flags=re.DOTALL | re.IGNORECASE)
    # What a template's skeleton leaves to be filled in says nothing yet.
    lines = (line for line in body.splitlines() if not _FILLED_IN.search(line))
    return [line.strip() for line in _TAG.sub("", "\n".join(lines)).splitlines()]


def _without_comments(text: str) -> str:
    kept, rest = [], text
    while rest:
        before, _, rest = rest.partition("<!--")
        kept.append(before)
        rest = rest.partition("-->")[2]
    return "".join(kept)


def _as_heading(match: re.Match[str]) -> str:
    words = " ".join(_TAG.sub("", match[1]).split())
    return f"\n# {words}\n" if words else "\n"


def _plain(text: str) -> str:
    # Cut first: hostile lines would keep these expressions busy.
    text = _LINK.sub(r"\1", _IMAGE.sub("", text[:_LINE]))
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return " ".join(html.unescape(text).split())


def _skipped(line: str) -> bool:
    # Bars such as `English | 中文版` are menus, not prose.
    return bool(_SKIPPED.match(line)) or "\\|" in line or line.count(" | ") > 1


def _sentence(paragraph: list[str]) -> bool:
    return paragraph[-1].endswith((".", "!", "?"))


def _shorten(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    head = text[:_LONGEST]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? "))
    return head[: end + 1] if end > _SHORTEST else head[: head.rfind(" ")].rstrip(",;:") + "…"


def _extension(path: str) -> str:
    return path.lower().partition(".")[2]
