"""The words and marks of a .proto file, each with its line and the comments around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

MOST_TOKENS = 2_000_000
LONGEST_NAME = 300
_MOST_PARTS = 40
# Open comments and texts are matched too, so that no part of a file is looked at again.
_TOKEN = re.compile(
    r"(?P<blank>\s+)"
    r"|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<word>\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<number>\.?[0-9](?:[0-9A-Za-z_.]*[eE][+-][0-9]+|[0-9A-Za-z_.]*))"
    r"|(?P<text>\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?)"
    r"|(?P<mark>[;{}()\[\]<>=,:/.+-])"
    r"|(?P<bad>.)",
    re.DOTALL,
)
_STAR = re.compile(r"^[ \t]*\*? ?", re.MULTILINE)


class Token(NamedTuple):
    """A piece of a file. `before` is the comment directly above it, `after` the one behind it."""

    kind: str
    text: str
    line: int
    before: str = ""
    after: str = ""


class TooManyTokens(ValueError):  # noqa: N818  (no error of ours: the file is too large)
    """The file has more pieces than are read."""


def tokens_of(text: str) -> list[Token]:
    """All pieces of a file in their order, the last of the kind `end`.

    What is no piece of the language has the kind `bad`. TooManyTokens past two million.
    """
    found: list[Token] = []
    comments: list[str] = []
    line = 1
    for match in _TOKEN.finditer(text):
        kind, piece = str(match.lastgroup), match[0]
        lines = piece.count("\n")
        if kind == "blank":
            if lines > 1:
                comments = []
        elif kind == "comment":
            if found and not comments and found[-1].line == line:
                found[-1] = found[-1]._replace(after=comment_text([piece]))
            else:
                comments.append(piece)
        else:
            if len(found) >= MOST_TOKENS:
                raise TooManyTokens
            bad = _is_bad(kind, piece)
            before = comment_text(comments) if comments else ""
            found.append(Token("bad" if bad else kind, piece, line, before))
            comments = []
        line += lines
    found.append(Token("end", "", line))
    return found


def _is_bad(kind: str, piece: str) -> bool:
    if kind == "text":
        return len(piece) < 2 or piece[-1] != piece[0]
    if kind in {"word", "number"}:
        return len(piece) > LONGEST_NAME or piece.count(".") > _MOST_PARTS
    return False


def comment_text(comments: Sequence[str]) -> str:
    """The text of comments one below the other, without their marks."""
    lines = []
    for comment in comments:
        if comment.startswith("//"):
            text = comment.lstrip("/")
            lines.append(text.removeprefix(" ").rstrip())
        else:
            inner = comment[2:].removesuffix("*/").removeprefix("*")
            lines.append(
                "\n".join(one.rstrip() for one in _STAR.sub("", inner).split("\n")).strip()
            )
    return "\n".join(lines).strip()
