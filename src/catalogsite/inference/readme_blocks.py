"""The blocks of a README: headings, paragraphs and quotes at its top level, as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from enum import Enum, auto
from itertools import chain, zip_longest
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from catalogsite.inference.readme_formats import as_markdown

_READ = 20_000
_LONGEST_PARAGRAPH = 2_000
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|!\[[^\]]*\]")
_LINKED_NOTHING = re.compile(r"\[[ \t]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_SHORT_LINK = re.compile(r"(?<!\\)\[([^\]\[]+)\](?![(\[:])")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BREAK = re.compile(r"<br[ \t]*/?>|(?:  +|\\)(?=\n)", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_CODE = re.compile(r"(`+)[ \t]?(.+?)[ \t]?\1")
_MARK = "\x1e"
"""In the place of code while the marks around it are removed."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SHORTCODE = re.compile(r"(?<![\w/]):[a-z][a-z0-9_+-]*:(?![\w/])")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_SKIPPED_HTML = re.compile(
    r"^[ \t]*<(details|table|pre|script|style|picture|svg|ul|ol|dl|blockquote)\b.*?(?:</\1>|\Z)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HTML_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.{0,1000}?)</h\1>", re.DOTALL | re.IGNORECASE)
_HTML_BLOCK_TAG = re.compile(
    r"</?(?:p|div|center|section|header|article|hr|body|html|main|td|tr)\b[^>]*>", re.IGNORECASE
)


class BlockKind(Enum):
    """The sorts of blocks that a description can be in, or that say where it ends."""

    HEADING = auto()
    PARAGRAPH = auto()
    QUOTE = auto()
    OTHER = auto()
    """A list, a table, code or a line across the page."""


class Block(NamedTuple):
    """One block at the top level; `level` is that of a heading, `lines` are parts of a paragraph.

    A hard line break begins another part.
    """

    kind: BlockKind
    lines: tuple[str, ...] = ()
    level: int = 0

    @property
    def text(self) -> str:
        """The parts in one line."""
        return " ".join(self.lines)


def readme_blocks(text: str, suffix: str = "md") -> Iterator[Block]:
    """The blocks of the first 20,000 characters of a README; `suffix` is the format of the file."""
    body = text[:_READ].removeprefix("\ufeff").replace("\r\n", "\n").replace("\0", "")
    body = _SKIPPED_HTML.sub("\n", _COMMENT.sub("", _FRONT_MATTER.sub("", body)))
    tokens = _parse(as_markdown(body, suffix))
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _end(tokens, index)
        yield from _blocks(token, tokens[index : end + 1])
        index = end + 1


def _parse(text: str) -> list[Token]:
    # Only blocks: the inline rules take quadratic time on hostile lines.
    parser = MarkdownIt("commonmark", {"maxNesting": 12}).enable("table")
    tokens: list[Token] = []
    parser.block.parse(text, parser, {}, tokens)
    return tokens


def _end(tokens: list[Token], start: int) -> int:
    """The index of the token that closes the one at `start`."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += tokens[index].nesting
        if depth <= 0:
            return index
    return len(tokens) - 1


def _blocks(token: Token, inside: list[Token]) -> Iterator[Block]:
    content = next((one.content for one in inside if one.type == "inline"), "")
    match token.type:
        case "heading_open":
            yield Block(BlockKind.HEADING, _lines(content), int(token.tag[1:]))
        case "paragraph_open":
            if heading := _HTML_HEADING.fullmatch(content.strip()):
                yield Block(BlockKind.HEADING, _lines(heading[2]), int(heading[1]))
            elif lines := _lines(content):
                yield Block(BlockKind.PARAGRAPH, lines)
        case "blockquote_open":
            simple = sum(one.type == "paragraph_open" for one in inside) == 1
            if simple and not any(one.type.endswith("list_open") for one in inside):
                yield Block(BlockKind.QUOTE, _lines(content))
            else:
                yield Block(BlockKind.OTHER)
        case "html_block":
            yield from _html_blocks(token.content)
        case _:
            yield Block(BlockKind.OTHER)


def _html_blocks(text: str) -> Iterator[Block]:
    start = 0
    for heading in _HTML_HEADING.finditer(text):
        yield from _html_paragraphs(text[start : heading.start()])
        yield Block(BlockKind.HEADING, _lines(" ".join(heading[2].split())), int(heading[1]))
        start = heading.end()
    yield from _html_paragraphs(text[start:])


def _html_paragraphs(text: str) -> Iterator[Block]:
    for part in _HTML_BLOCK_TAG.split(text):
        if lines := _lines(_without_links(part)):
            yield Block(BlockKind.PARAGRAPH, lines)


def _without_links(part: str) -> str:
    """The part, or nothing if it is a row of links."""
    links = re.findall(r"<a\b[^>]*>(.*?)</a>", part, re.DOTALL | re.IGNORECASE)
    rest = re.sub(r"<a\b.*?</a>", "", part, flags=re.DOTALL | re.IGNORECASE)
    words = re.sub(r"[^\w]|&\w+;", "", _TAG.sub("", rest))
    return "" if links and not words else part


def _lines(text: str) -> tuple[str, ...]:
    """The plain text of a block, in the parts that hard line breaks make."""
    marked = _BREAK.sub("\x1f", text[:_LONGEST_PARAGRAPH])
    parts = (" ".join(plain_text(part).split()) for part in marked.split("\x1f"))
    return tuple(part for part in parts if part)


def plain_text(text: str) -> str:
    """Inline Markdown and HTML without its marks; images and links around nothing are left out."""
    codes = [found[2] for found in _CODE.finditer(text)]
    text = _LINKED_NOTHING.sub("", _FOOTNOTE.sub("", _IMAGE.sub("", _CODE.sub(_MARK, text))))
    text = _SHORT_LINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    text = _ESCAPE.sub(r"\1", html.unescape(_SHORTCODE.sub("", text)))
    # Nothing in code is a mark, so it comes back last.
    parts = text.split(_MARK)
    whole = len(parts) == len(codes) + 1
    return "".join(chain.from_iterable(zip_longest(parts, codes if whole else [], fillvalue="")))
