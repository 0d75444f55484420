"""Emoji by their short names (`:rocket:`), as GitHub replaces them in text."""

from __future__ import annotations

import re
from functools import lru_cache

from pymdownx import gemoji_db

_CODE_OR_TAG = re.compile(
    r"(<(pre|code|kbd|svg)\b.*?</\2>|<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>)", re.DOTALL
)
_COLOR = "\ufe0f"
"""The letter after one that is also a plain sign, such as a heart."""

_SHORT_NAME = re.compile(r"(?<!\w):[+\w-]+:")


def with_emoji(html: str) -> str:
    """Sanitised HTML in which each short name of an emoji outside of code is its character."""
    if not _SHORT_NAME.search(html):
        return html
    start, parts = 0, []
    for match in _CODE_OR_TAG.finditer(html):
        parts += [_SHORT_NAME.sub(_character, html[start : match.start()]), match[0]]
        start = match.end()
    return "".join((*parts, _SHORT_NAME.sub(_character, html[start:])))


def in_color(name: str, text: str) -> str:
    """The text of an emoji with what browsers need to draw it in color; `name` is its short name."""
    whole = _characters().get(name, text)
    return whole if whole.replace(_COLOR, "") == text.replace(_COLOR, "") else text


def _character(match: re.Match[str]) -> str:
    return _characters().get(match[0], match[0])


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    found = {
        name: "".join(chr(int(point, 16)) for point in points.split("-"))
        for name, emoji in gemoji_db.emoji.items()
        # The alternative is the whole sequence, with its joiners.
        if (points := emoji.get("unicode_alt") or emoji.get("unicode"))
    }
    aliases = {alias: found[name] for alias, name in gemoji_db.aliases.items() if name in found}
    return found | aliases
