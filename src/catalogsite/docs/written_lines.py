"""The lines of a page's source where a link, an image or another text is written."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import quote, unquote

from catalogsite.docs.mkdocs_config import line_of

_BEFORE = r"(?:\]\(\s*<?|\]:\s*<?|=\s*[\"']?\s*|,\s*|<)"
_AFTER = r"(?![\w/.-])"
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def line_of_link(text: str, target: str) -> int | None:
    """The first line of Markdown in which a link leads to `target`, from 1; None if there is none.

    A target is found however it is escaped, and where no link has it, at the first line with its
    letters.
    """
    spellings = dict.fromkeys((target, unquote(target), escape(target), quote(target)))
    for spelling in spellings:
        found = re.search(_BEFORE + re.escape(spelling) + _AFTER, text) if spelling else None
        if found:
            # The target itself may be on the line after the bracket.
            return text.count("\n", 0, found.end()) + 1
    for spelling in spellings:
        if spelling and (line := line_of(text, spelling)):
            return line
    plain = _plain(target)
    lines = enumerate(text.split("\n"), 1)
    return next((number for number, line in lines if plain and plain in _plain(line)), None)


def link_at(text: str, line: int | None, ending: str) -> str | None:
    """The link on a line of Markdown, from 1, that ends with `ending`; None if there is none."""
    if line is None:
        return None
    found = re.search(
        r"[^\s()<>\[\]\"'=]*" + re.escape(ending) + _AFTER, text.split("\n")[line - 1]
    )
    return found[0] if found else None


def _plain(text: str) -> str:
    return unquote(unescape(_ESCAPED.sub(r"\1", text))).strip()
