"""Writes texts of others into Markdown so that they stay text."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 300
"""Characters that are shown of one text."""


def code_span(text: str) -> str:
    """The text on one line as a code span of CommonMark, cut to 300 characters.

    The fence is longer than every run of backticks in it, so that nothing ends the span early.
    """
    line = " ".join(_CONTROL.sub(" ", text).split())
    if len(line) > _LONGEST:
        line = f"{line[: _LONGEST - 1].rstrip()}…"
    if not line:
        return "` `"
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    gap = " " if "`" in (line[0], line[-1]) else ""
    return f"{fence}{gap}{line}{gap}{fence}"
