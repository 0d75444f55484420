"""A file of a definition as JSON values, with the lines of each."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from catalogsite.apis.json_lines import JsonLines
from catalogsite.model.text.unicode import replace_surrogates
from catalogsite.yaml12.documents import Document, iter_documents

_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


class Unreadable(NamedTuple):
    """Why a file cannot be parsed, and the line."""

    reason: str
    line: int


class ParsedText(NamedTuple):
    """The value of a text with what gives the lines of its parts, or why it cannot be parsed."""

    value: Any
    json: JsonLines | None = None
    yaml: Document | None = None
    error: Unreadable | None = None


def _without_half_pairs(value: Any, text: str) -> Any:
    """The value without halves of surrogate pairs, which no file can hold."""
    if _HALF_PAIR.search(text) is None:
        return value
    return json.loads(replace_surrogates(json.dumps(value, ensure_ascii=False)))


def parsed_text(text: str) -> ParsedText:
    """The text as JSON or YAML."""
    if text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        # Its own parser reads JSON many times faster than one of YAML.
        try:
            return ParsedText(
                _without_half_pairs(json.loads(text.lstrip("\ufeff")), text), JsonLines(text)
            )
        except (ValueError, RecursionError):
            pass
    document = next(iter_documents(text), None)
    if document is None:
        return ParsedText(None, error=Unreadable("it is empty", 1))
    if document.error is not None:
        error = document.error
        return ParsedText(None, None, document, Unreadable(error.what, error.position.line))
    return ParsedText(document.data, None, document)
