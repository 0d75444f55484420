"""The tokens of build scripts, which are read and never run: names, strings and brackets with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.inference.manifest import ManifestError

MOST_TOKENS = 200_000
"""Tokens of one file; the largest known script has a tenth of it."""


class Token(NamedTuple):
    """A piece of a script. `kind` is `name`, `string`, `words`, `mark` or `newline`; a string has no quotes.

    `words` is a list of words in one literal. `plain` is False for a string that may hold values of the program (`$name`, `${…}`).
    """

    kind: str
    text: str
    line: int
    plain: bool = True


class Dialect(NamedTuple):
    """How a language writes what is no code: what `ignored` matches, and strings with values in them.

    `literal` matches whole strings of another form, whose content is the group that took part.
    `comma_ends` says that between braces a comma ends a statement, as the end of a line does.
    `document` matches the start of a text that goes on until a line with its first group.
    """

    ignored: re.Pattern[str]
    quotes: str
    value: str
    literal: re.Pattern[str]
    name: re.Pattern[str]
    comma_ends: bool = False
    document: re.Pattern[str] | None = None


_GRADLE_NAME = re.compile(r"[A-Za-z_][\w$]*|`([^`\n]*)`|\d[\w.]*")
GRADLE = Dialect(
    ignored=re.compile(r"[ \t\r\f]+|\\\n|//[^\n]*|/\*.*?(?:\*/|\Z)|\A#![^\n]*", re.DOTALL),
    quotes="\"'",
    value="${",
    literal=re.compile(r"'''(.*?)'''|\"\"\"(.*?)\"\"\"", re.DOTALL),
    name=_GRADLE_NAME,
)
HCL = Dialect(
    ignored=re.compile(r"[ \t\r\f]+|(?:#|//)[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL),
    quotes='"',
    value="${",
    literal=re.compile(r"(?!)"),
    name=re.compile(r"[A-Za-z_][\w-]*|\d[\w.]*"),
    comma_ends=True,
    document=re.compile(r"(?<!<)<<-?([A-Za-z_]\w*)[ \t\r]*$"),
)
RUBY = Dialect(
    ignored=re.compile(r"[ \t\r\f]+|\\\n|#[^\n]*"),
    quotes="\"'`",
    value="#{",
    literal=re.compile(
        r"%[wWiI](?:\[(?P<words>[^]]*)]|\((?P<words2>[^)]*)\)|\{(?P<words3>[^}]*)\}|<(?P<words4>[^>]*)>)"
        r"|%[qQ]?(?:\[([^]]*)]|\(([^)]*)\)|\{([^}]*)\}|<([^>]*)>)"
    ),
    name=re.compile(r"[A-Za-z_]\w*[?!]?|@{1,2}\w+|\$\w+|\d[\w.]*"),
    document=re.compile(r"<<[~-]?['\"`]?([A-Z_]\w*)['\"`]?"),
)
_BEFORE_PATTERN = frozenset("(,=~[:!&|?{;")
_PATTERN = re.compile(r"/(?![/*])(?:\\.|[^/\\\n])+/")
_INSIDE = re.compile(r"[\"{}]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def tokens_of(text: str, dialect: Dialect) -> Iterator[Token]:
    """The tokens in order; comments, space and long texts are left out. Raises ManifestError."""
    if dialect.document is not None:
        text = _without_documents(text, dialect.document)
    at, line, before, count = 0, 1, "\n", 0
    while True:
        at, line = _skip(text, at, line, dialect)
        if at >= len(text):
            return
        count += 1
        if count > MOST_TOKENS:
            reason = f"it has more than {MOST_TOKENS:,} words and marks"
            raise ManifestError(line, "a script that can be read", reason)
        token, end = _token(text, at, line, dialect, before)
        yield token
        line += text.count("\n", at, end)
        before = text[end - 1]
        at = end


def _without_documents(text: str, start: re.Pattern[str]) -> str:
    """The text with empty lines in place of long texts, which hold no code."""
    lines = text.split("\n")
    last = {line.strip(): number for number, line in enumerate(lines)}
    waiting: list[str] = []
    for number, line in enumerate(lines):
        if waiting:
            lines[number] = ""
            if line.strip() == waiting[0]:
                waiting.pop(0)
        elif "<<" in line:
            code = line.partition("# ")[0].rstrip()
            ends = (found[1] for found in start.finditer(code))
            waiting += (end for end in ends if last.get(end, 0) > number)
    return "\n".join(lines)


def _skip(text: str, at: int, line: int, dialect: Dialect) -> tuple[int, int]:
    while found := dialect.ignored.match(text, at):
        line += text.count("\n", at, found.end())
        at = found.end()
    return at, line


def _token(text: str, at: int, line: int, dialect: Dialect, before: str) -> tuple[Token, int]:
    if found := dialect.literal.match(text, at):
        content = next((one for one in found.groups() if one is not None), "")
        kind = "words" if (found.lastgroup or "").startswith("words") else "string"
        return Token(kind, content, line, dialect.value[0] not in content), found.end()
    letter = text[at]
    if letter in dialect.quotes:
        return _string(text, at, line, dialect)
    if found := dialect.name.match(text, at):
        named = found[found.lastindex or 0]
        return Token("name", named, line), found.end()
    if letter == "/" and before in _BEFORE_PATTERN and (found := _PATTERN.match(text, at)):
        return Token("string", found[0], line, plain=False), found.end()
    if letter in "\n;":
        return Token("newline", letter, line), at + 1
    return Token("mark", letter, line), at + 1


def _string(text: str, at: int, line: int, dialect: Dialect) -> tuple[Token, int]:
    """A string on one line or more; one that is not closed ends with its line."""
    quote = text[at]
    # A string in single quotes holds no values.
    end = string_end(text, at + 1, quote, dialect.value if quote == '"' else "\0")
    if end is None:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        return Token("string", "", line, plain=False), max(end, at + 1)
    content = text[at + 1 : end]
    plain = quote != '"' or dialect.value[0] not in content
    return Token("string", _ESCAPE.sub(r"\1", content), line, plain), end + 1


def string_end(text: str, at: int, quote: str, value: str) -> int | None:
    """Where the closing quote stands, past all values, which may hold strings in turn."""
    opened = [quote]
    ends = re.compile(rf"\\.|\n|{re.escape(quote)}|{re.escape(value)}", re.DOTALL)
    inner = re.compile(rf"\\.|\n|\"|{re.escape(value)}", re.DOTALL)
    while opened:
        pattern = _INSIDE if opened[-1] == "{" else ends if len(opened) == 1 else inner
        found = pattern.search(text, at)
        if found is None or found[0] == "\n":
            return None
        at, mark = found.end(), found[0]
        if mark in {value, "{"}:
            opened.append("{")
        elif mark == "}" or (mark == opened[-1]):
            opened.pop()
        elif mark == '"':
            opened.append('"')
        if not opened:
            return found.start()
    return None
